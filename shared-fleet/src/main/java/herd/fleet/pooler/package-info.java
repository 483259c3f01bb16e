/** The connection pooler beside a server's Postgres. */
@NullMarked
package herd.fleet.pooler;

import org.jspecify.annotations.NullMarked;
