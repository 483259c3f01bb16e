/**
 * The operators' service: it reads everything in the control plane, and changes nothing itself.
 * What an operator wants done is asked of the subject's owner over REST, with the operator's name
 * and reason. No tables, no workers.
 */
@NullMarked
package herd.admin;

import org.jspecify.annotations.NullMarked;
