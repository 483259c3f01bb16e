/**
 * What is done to a server and its one cluster: one class for each act, each safe to run twice,
 * each under the server's claim.
 */
@NullMarked
package herd.fleet.server;

import org.jspecify.annotations.NullMarked;
