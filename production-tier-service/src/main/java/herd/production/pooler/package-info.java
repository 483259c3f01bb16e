/** The connection pools of databases: which there are, how they are started, told and seen. */
package herd.production.pooler;
