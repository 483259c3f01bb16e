package herd.tier.server;

/** What a server's machine may ask for. */
public enum ServerAct {
  CREATE_MACHINE,
  CREATE_CLUSTER,
  START_POSTGRES,
  /** An operator's wish. */
  RESTART_POSTGRES,
  DESTROY_MACHINE
}
