/** {@code ./herd demo}: the story of a database that breaks and is mended, told by itself. */
@NullMarked
package herd.constellation.demo;

import org.jspecify.annotations.NullMarked;
