/**
 * How Herd looks at a Postgres from outside, cheaply enough to look at everything for ever.
 *
 * <p>A {@link herd.fleet.postgres.Look} says what to do, {@link herd.fleet.postgres.Login} does it
 * by a new login, {@link herd.fleet.postgres.KeptSessions} over a session kept between looks, and a
 * {@link herd.fleet.postgres.Sighting} says what came of it. The wire protocol is our own because a
 * driver costs five times the CPU a login, and because only so does every failure map to the closed
 * list of {@link herd.fleet.Outcome}.
 */
package herd.fleet.postgres;
