/** The life of a production database: the customer's alone, on servers of its own. */
package herd.production.resource;
