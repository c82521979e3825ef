import { jsonAnswer, type Route } from '../call';

/**
 * What an AWS account begins with, in bytes and executions; moto has no account settings of Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const SETTINGS = {
  AccountLimit: {
    CodeSizeUnzipped: 262_144_000,
    CodeSizeZipped: 52_428_800,
    ConcurrentExecutions: 1000,
    TotalCodeSize: 80_530_636_800,
    UnreservedConcurrentExecutions: 1000,
  },
  AccountUsage: { FunctionCount: 0, TotalCodeSize: 0 },
};

/** GetAccountSettings; no function of this service reserves concurrency, so none is subtracted. */
export const lambdaAccount: Route = ({ service, method, url }) => {
  const isAsked =
    service === 'lambda' &&
    method === 'GET' &&
    /^\/2016-08-19\/account-settings\/?$/.test(url.pathname);
  return isAsked ? jsonAnswer(200, SETTINGS) : undefined;
};
