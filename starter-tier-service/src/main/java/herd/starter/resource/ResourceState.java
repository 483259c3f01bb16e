package herd.starter.resource;

/** Where a resource is in its life. */
public enum ResourceState {
  /** Asked for; being placed, made, looked at, and told to the platform, in that order. */
  CREATING,
  AVAILABLE,
  /** Something spoke for it being down; looked at from elsewhere before that is believed. */
  UNCERTAIN,
  /** Seen down from two vantages. */
  UNAVAILABLE,
  DESTROYING,
  DESTROYED
}
