/** The production tier: every database has servers of its own. */
package herd.production;
