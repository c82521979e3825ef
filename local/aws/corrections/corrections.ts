import { jsonAnswer, type Route } from '../call';
import { CONCURRENT_EXECUTIONS } from '../lambda/account-limits';
import type { Moto } from '../moto';
import { SECRET_ACCESS_KEY } from '../s3/signature-v4';
import { bucketPolicy } from './bucket-policy';
import { corrected, type Correction } from './correction';
import { ruleDescriptions } from './rule-descriptions';
import { versionKeys } from './version-keys';

/**
 * moto lists certificates by their `Export` option and fails with 500, for all of the account, once
 * one was requested with other options but without that. AWS's default is that none is exportable.
 */
const certificateOptions: Correction = {
  appliesTo: ({ headers, service }) =>
    service === 'acm' && headers['x-amz-target'] === 'CertificateManager.RequestCertificate',
  toMoto: (body) => {
    const request = JSON.parse(body) as { readonly Options?: object };
    const { Options } = request;
    if (Options === undefined) return body;
    return JSON.stringify({ ...request, Options: { Export: 'DISABLED', ...Options } });
  },
};

/** AssumeRole gives a secret of moto's own; S3 asks for the one that every access key has here. */
const sessionSecret: Correction = {
  appliesTo: ({ service }) => service === 'sts',
  fromMoto: (answer) =>
    answer.replace(/(?<=<SecretAccessKey>)[^<]*(?=<\/SecretAccessKey>)/, () => SECRET_ACCESS_KEY),
};

/**
 * What an AWS account begins with, in bytes and executions; moto has no account settings of Lambda.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const LAMBDA_SETTINGS = {
  AccountLimit: {
    CodeSizeUnzipped: 262_144_000,
    CodeSizeZipped: 52_428_800,
    ConcurrentExecutions: CONCURRENT_EXECUTIONS,
    TotalCodeSize: 80_530_636_800,
    UnreservedConcurrentExecutions: CONCURRENT_EXECUTIONS,
  },
  AccountUsage: { FunctionCount: 0, TotalCodeSize: 0 },
};

/** GetAccountSettings; no function of this service reserves concurrency, so none is subtracted. */
const lambdaAccount: Route = ({ service, method, url }) => {
  const isAsked =
    service === 'lambda' &&
    method === 'GET' &&
    /^\/2016-08-19\/account-settings\/?$/.test(url.pathname);
  return isAsked ? jsonAnswer(200, LAMBDA_SETTINGS) : undefined;
};

/**
 * Where moto differs from AWS in a way that stops Terraform or `pnpm ops`: a route for each, and one
 * for what moto does not know at all. A further one is one more entry.
 */
export const corrections = (moto: Moto): readonly Route[] => [
  ...[bucketPolicy, certificateOptions, sessionSecret, versionKeys].map((each) =>
    corrected(moto, each),
  ),
  ruleDescriptions(moto),
  lambdaAccount,
];
