/** The operators' first view: plain pages, made here, nothing fetched from elsewhere. */
@NullMarked
package herd.admin.view;

import org.jspecify.annotations.NullMarked;
