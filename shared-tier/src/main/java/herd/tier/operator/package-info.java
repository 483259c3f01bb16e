/**
 * What operators may ask of a tier. The admin service asks, because only a subject's owner may
 * write it; the owner records a wish, who made it and why, and its workers do the rest.
 */
@NullMarked
package herd.tier.operator;

import org.jspecify.annotations.NullMarked;
