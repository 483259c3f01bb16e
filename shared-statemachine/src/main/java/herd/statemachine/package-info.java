/**
 * State machines as data. One exhaustive switch per machine says, for every state, how often its
 * members are looked at, where they may go, how long they may stay and what may be done about them.
 * From the same data come the behaviour ({@link herd.statemachine.Machine#think}), the diagrams
 * ({@link herd.statemachine.Mermaid}), the graph checks ({@link herd.statemachine.Lint}) and the
 * exhaustive search through small worlds ({@link herd.statemachine.Explorer}).
 */
package herd.statemachine;
