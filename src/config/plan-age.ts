/** How long a plan may be applied and is kept for that: nobody remembers an older one's review. */
export const MAX_PLAN_AGE_DAYS = 3;
