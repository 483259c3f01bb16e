/** What the production tier's plans promise, and the Postgres settings that keep it. */
package herd.production.plan;
