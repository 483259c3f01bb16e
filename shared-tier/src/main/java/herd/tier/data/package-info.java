/** What the customer's CLI calls: facts and wishes about a database of their own. */
package herd.tier.data;
