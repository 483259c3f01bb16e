package herd.starter.resource;

/** What the books say of the resource in {@link Story}. */
record Row(
    ResourceState state,
    boolean wanted,
    Grant grant,
    int places,
    boolean made,
    boolean dropped,
    boolean configTold,
    boolean provisioned) {

  static final Row NEW =
      new Row(ResourceState.CREATING, true, Grant.GIVEN, 0, false, false, false, false);

  /** As column grant_state has it. */
  enum Grant {
    GIVEN,
    SENT,
    HELD,
    LOST;

    boolean open() {
      return this == GIVEN || this == SENT;
    }
  }

  Row moved(ResourceState to) {
    return new Row(to, wanted, grant, places, made, dropped, configTold, provisioned);
  }

  Row unwanted() {
    return new Row(state, false, grant, places, made, dropped, configTold, provisioned);
  }

  Row grant(Grant now) {
    return new Row(state, wanted, now, places, made, dropped, configTold, provisioned);
  }

  Row placed() {
    return new Row(state, wanted, grant, places + 1, made, dropped, configTold, provisioned);
  }

  Row tenantMade() {
    return new Row(state, wanted, grant, places, true, dropped, configTold, provisioned);
  }

  Row tenantDropped() {
    return new Row(state, wanted, grant, places, made, true, configTold, provisioned);
  }

  Row configSent() {
    return new Row(state, wanted, grant, places, made, dropped, true, provisioned);
  }

  Row told() {
    return new Row(state, wanted, grant, places, made, dropped, configTold, true);
  }
}
