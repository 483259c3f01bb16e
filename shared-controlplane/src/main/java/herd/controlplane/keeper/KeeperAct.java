package herd.controlplane.keeper;

/** What a keeper may ask for. */
public enum KeeperAct {
  /** Make the partitions of the next seven days. */
  MAKE_PARTITIONS,
  /** After a restore: take the generation above every server's fence (SAFETY 5). */
  AGREE,
  /** Thin old observations and drop what is past its time (SAFETY 24). */
  RETAIN
}
