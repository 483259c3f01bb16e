/** Planned interruptions of a production database, and when its customer wants them. */
package herd.production.maintenance;
