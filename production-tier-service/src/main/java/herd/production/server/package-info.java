/** The servers of the production tier: some spare, each of the others one database's own. */
package herd.production.server;
