/**
 * Everything in one process, for a laptop: the same parts as anywhere, with other configuration.
 * {@link herd.constellation.Constellation} starts them; {@link herd.constellation.Main} is the
 * command behind {@code ./herd}.
 */
@NullMarked
package herd.constellation;

import org.jspecify.annotations.NullMarked;
