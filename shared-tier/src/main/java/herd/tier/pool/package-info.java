/** Sees to it that there is always room: a new server is wanted before the last one is full. */
package herd.tier.pool;
