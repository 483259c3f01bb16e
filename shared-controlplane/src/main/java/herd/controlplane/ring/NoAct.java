package herd.controlplane.ring;

/** For machines that only look: there is nothing they may ask for. */
public enum NoAct {}
