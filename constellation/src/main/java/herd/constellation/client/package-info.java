/**
 * The demo's, the rehearsals' and the tests' way to what is up: over HTTP and psql, as anybody's.
 */
@NullMarked
package herd.constellation.client;

import org.jspecify.annotations.NullMarked;
