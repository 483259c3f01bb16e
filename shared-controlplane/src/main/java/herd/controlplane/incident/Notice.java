package herd.controlplane.incident;

import java.util.UUID;

/**
 * A ticket (to the customer) or a page (to an operator).
 *
 * @param kind ticket or page
 * @param body the trail of the incident; no secrets
 */
public record Notice(
    UUID id, String kind, UUID incident, UUID subject, String title, String body) {}
