/** What an operator wants done: found its owner, and asked of it. */
@NullMarked
package herd.admin.action;

import org.jspecify.annotations.NullMarked;
