/** The life of a starter database: one of many on a shared server, with limits. */
package herd.starter.resource;
