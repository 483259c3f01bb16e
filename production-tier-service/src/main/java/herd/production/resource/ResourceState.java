package herd.production.resource;

/** Where a resource is in its life. */
public enum ResourceState {
  /** Asked for; its database made, looked at, and told to the platform, in that order. */
  CREATING,
  AVAILABLE,
  /**
   * Something spoke for its leader being down; looked at from elsewhere before that is believed.
   */
  UNCERTAIN,
  /** Its leader was seen down from two vantages. */
  UNAVAILABLE,
  /** Unwanted; its servers are being destroyed with all they hold. */
  DESTROYING,
  DESTROYED
}
