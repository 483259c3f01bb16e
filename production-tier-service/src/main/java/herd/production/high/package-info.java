/**
 * High availability: a leader and its standby, watched twice a second, and what is done when one of
 * them is lost. docs/decisions/0009 has the rules, {@link herd.production.high.Story} the reasons.
 */
package herd.production.high;
