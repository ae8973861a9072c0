/** The scale of stored decimals. What the policy remembers is rounded to it, so that it is the same number before and after a restart. */
export const STORED_DECIMALS = 18;
