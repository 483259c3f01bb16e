/** Postgres's settings: what servers are to have, what customers chose, what servers were told. */
package herd.production.setting;
