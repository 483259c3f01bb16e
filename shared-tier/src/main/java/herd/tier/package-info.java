/**
 * What every tier is: the add-on API and the data API, mounted once over a small {@link
 * herd.tier.Tier}; the marketplace's client; the life of a server; the common incidents.
 */
package herd.tier;
