import { bucketOwner } from './bucket-owner';
import { bucketPolicy } from './bucket-policy';
import { certificateOptions } from './certificate-options';
import type { Correction } from './correction';
import { flowLogArn } from './flow-log-arn';
import { lambdaAccount } from './lambda-account';

/** Where moto differs from AWS in a way that stops Terraform or `pnpm ops`. A further one is one more entry. */
export const corrections: readonly Correction[] = [
  bucketPolicy,
  bucketOwner,
  certificateOptions,
  flowLogArn,
  lambdaAccount,
];
