/** The logins of a production database: several credentials, each of which can change its login. */
package herd.production.credential;
