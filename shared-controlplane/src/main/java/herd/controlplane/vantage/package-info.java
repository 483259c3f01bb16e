/**
 * Where looks come from, watched like everything else: a vantage is a subject, looked at every two
 * seconds by workers of its own, and silenced while it cannot be trusted.
 */
package herd.controlplane.vantage;
