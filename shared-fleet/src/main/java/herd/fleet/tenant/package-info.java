/**
 * What is done to one customer's database on a shared server: see docs/tenants.md for what is
 * contained where.
 */
@NullMarked
package herd.fleet.tenant;

import org.jspecify.annotations.NullMarked;
