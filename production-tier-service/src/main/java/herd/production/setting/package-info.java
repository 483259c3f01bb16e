/** Postgres's settings, as far as customers choose them. */
package herd.production.setting;
