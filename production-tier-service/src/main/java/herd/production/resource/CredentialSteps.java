package herd.production.resource;

import herd.controlplane.ring.Act;
import herd.production.credential.Credential;
import herd.production.credential.CredentialActs;
import herd.production.credential.CredentialsDue;
import herd.tier.generated.tables.records.ResourceRecord;
import herd.tier.generated.tables.records.ServerRecord;
import herd.tier.resource.TenantActs;
import java.util.List;

/** What a resource's machine asks for its logins, under the leases of all work on a tenant. */
record CredentialSteps(TenantActs tenants, CredentialActs logins) {

  Act apply(ResourceRecord row, ServerRecord leader) {
    return tenants.wanted(
        row,
        leader,
        (now, token) -> {
          logins.make(now, tenants.tenant(now, leader, token));
          return "its logins are as they should be";
        });
  }

  /** The next one whose URL the platform does not know. */
  Act tell(ResourceRecord row, List<Credential> all) {
    return CredentialsDue.toTell(row, all)
        .map(one -> logins.tell(row, one))
        .orElseGet(() -> Act.ofBooks(() -> "the platform knows them all"));
  }
}
