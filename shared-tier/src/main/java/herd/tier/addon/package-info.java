/** What the marketplace calls: provision, plan change, deprovision and single sign-on. */
package herd.tier.addon;
