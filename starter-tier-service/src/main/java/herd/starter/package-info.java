/** The starter tier: many small databases on shared servers, with limits. */
package herd.starter;
