/**
 * Executions at once that an AWS account begins with.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const CONCURRENT_EXECUTIONS = 1000;
