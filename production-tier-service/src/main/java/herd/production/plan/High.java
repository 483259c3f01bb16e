package herd.production.plan;

/**
 * What a plan with a standby promises.
 *
 * @param synchronous a commit waits for the standby
 * @param lagBoundBytes how far an asynchronous standby may be behind to be promoted without a human
 * @param receipt the grade a promotion demands
 */
public record High(boolean synchronous, long lagBoundBytes, Receipt receipt) {}
