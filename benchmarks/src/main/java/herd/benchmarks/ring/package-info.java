/** How many members a second a ring can take, observe, decide and put back. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.ring;
