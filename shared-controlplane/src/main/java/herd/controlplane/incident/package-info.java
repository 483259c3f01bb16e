/**
 * Incidents are data: a type says when something is wrong, what may be tried, in which order and
 * with how much patience. One machine runs them all: attempt, look, next attempt, ticket, human.
 */
package herd.controlplane.incident;
