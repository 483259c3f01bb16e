package herd.production.resource;

/** What a resource's machine may ask for. */
public enum ResourceAct {
  EXCHANGE_GRANT,
  CREATE_TENANT,
  /** Gives it the pair that makes and keeps its standby. */
  FORM_PAIR,
  APPLY_PLAN,
  SEND_CONFIG,
  TELL_PROVISIONED,
  RESET,
  END_SESSIONS,
  /** Make its logins what the books say. */
  APPLY_CREDENTIALS,
  /** Tell the platform the URL of a credential beside the default. */
  TELL_CREDENTIAL,
  /** Start its connection pooler where its leader is. */
  START_POOLER,
  /** Tell the platform the pool's URL. */
  TELL_POOLER,
  /** Give its servers what the customer has set. */
  APPLY_SETTINGS,
  /** Tell its pair or its server that a planned interruption is due. */
  START_MAINTENANCE,
  /** Its window is over: it waits for the next one. */
  MOVE_MAINTENANCE,
  FINISH_MAINTENANCE,
  /** Let its servers go: from then on they are unwanted, and destroy themselves. */
  END_SERVERS
}
