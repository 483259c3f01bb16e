/**
 * HTTP as every service of Herd speaks it: loopback unless told otherwise, JSON errors as {@code
 * {"id", "message"}}, bounded bodies and time-outs, one trace id through all services.
 */
@NullMarked
package herd.service.http;

import org.jspecify.annotations.NullMarked;
