/** What Herd costs, measured beside what else would do the work, in one run. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks;
