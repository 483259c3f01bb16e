/** Reads of schema {@code control}: bounded pages, the newest or the first ones first. */
@NullMarked
package herd.admin.read;

import org.jspecify.annotations.NullMarked;
