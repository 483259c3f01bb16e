/**
 * One public address for all tiers: a routing table to the right service behind it. No tables of
 * its own, no workers, no opinion about credentials: the service behind checks them.
 */
@NullMarked
package herd.frontdoor;

import org.jspecify.annotations.NullMarked;
