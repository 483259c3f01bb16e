/** Followers: read-only copies of another database, which can become databases of their own. */
package herd.production.follower;
