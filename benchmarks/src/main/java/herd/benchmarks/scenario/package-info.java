/**
 * Stories about one premium database, written as short files: who is killed, frozen or cut off, and
 * what must be true afterwards.
 */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.scenario;
