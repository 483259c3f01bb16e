/** What the whole of Herd on a laptop costs while nothing happens. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.idle;
