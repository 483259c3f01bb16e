/**
 * Nothing is lost: real processes of the starter tier are killed, frozen and cut off while
 * databases are made, mended and removed; then everything is looked at from outside.
 */
package herd.benchmarks.campaign;
