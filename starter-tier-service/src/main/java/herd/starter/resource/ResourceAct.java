package herd.starter.resource;

/** What a resource's machine may ask for. */
public enum ResourceAct {
  EXCHANGE_GRANT,
  PLACE,
  CREATE_TENANT,
  SEND_CONFIG,
  TELL_PROVISIONED,
  APPLY_PLAN,
  RESET,
  END_SESSIONS,
  END_LONG_TRANSACTIONS,
  TAKE_WRITING,
  GIVE_WRITING,
  VACUUM,
  DROP_TENANT
}
