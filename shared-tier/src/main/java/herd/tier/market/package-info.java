/**
 * The marketplace's API as a tier uses it: exchange a grant, send config vars, say that a database
 * is up, and ask whose it is.
 */
package herd.tier.market;
