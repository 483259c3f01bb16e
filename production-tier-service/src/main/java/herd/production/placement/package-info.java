/** Which servers a resource has, and as what (decision 9). */
package herd.production.placement;
