/** The life of a server, the same in every tier: made, looked at, mended, and one day removed. */
package herd.tier.server;
