/** One worker process that holds a whole fleet, and takes over what another one held. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.fleet;
