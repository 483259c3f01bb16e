/** How a server becomes a copy of another that streams from it. */
package herd.production.copy;
