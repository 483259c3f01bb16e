/**
 * A leader and its streaming standby: one class for each act, each safe to run twice, each under
 * claims and refused by a cluster with another system identifier; and the looks that tell how they
 * stand. What a server is at the moment stands in {@code conf/}, outside the data folder.
 */
@NullMarked
package herd.fleet.replication;

import org.jspecify.annotations.NullMarked;
