/**
 * Changing a server: scripts that run under its fence, and long steps that outlive the login that
 * started them.
 */
@NullMarked
package herd.fleet.act;

import org.jspecify.annotations.NullMarked;
