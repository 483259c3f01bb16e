/** How long a customer of a premium database cannot write when its leader is lost. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.failover;
