/** Logs: one line per event, {@code key=value}, with obvious secrets removed. */
@NullMarked
package herd.service.log;

import org.jspecify.annotations.NullMarked;
