/** How a tier's processes are put together: configuration, what they share, and their workers. */
package herd.tier.process;
