/** What the customers of this tier find in the data API beside what every tier has. */
package herd.production.api;
