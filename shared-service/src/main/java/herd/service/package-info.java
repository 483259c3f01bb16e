/**
 * What makes a jar a service: its process types, its configuration, its health, metrics and
 * secrets. {@link herd.service.ServiceDefinition} is the one list that main, the laptop
 * constellation and the tests read; {@link herd.service.ServiceMain} runs any mix of it.
 */
@NullMarked
package herd.service;

import org.jspecify.annotations.NullMarked;
