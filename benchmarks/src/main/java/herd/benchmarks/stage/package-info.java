/** A whole tier to play with or to measure: its control plane, machines, marketplace, processes. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.stage;
