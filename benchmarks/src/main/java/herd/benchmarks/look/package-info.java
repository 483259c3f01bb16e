/** What one look at a Postgres costs the worker that makes it. */
@org.jspecify.annotations.NullMarked
package herd.benchmarks.look;
