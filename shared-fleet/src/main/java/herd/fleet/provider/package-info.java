/** Where servers come from: one interface, and what every provider says about a machine. */
@NullMarked
package herd.fleet.provider;

import org.jspecify.annotations.NullMarked;
