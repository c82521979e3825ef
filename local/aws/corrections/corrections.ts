import type { Route } from '../call';
import type { Moto } from '../moto';
import { bucketOwner } from './bucket-owner';
import { bucketPolicy } from './bucket-policy';
import { certificateOptions } from './certificate-options';
import { corrected } from './correction';
import { lambdaAccount } from './lambda-account';
import { sessionSecret } from './session-secret';

/** Where moto differs from AWS in a way that stops Terraform or `pnpm ops`. A further one is one more entry. */
const CORRECTIONS = [bucketPolicy, bucketOwner, certificateOptions, sessionSecret];

/** A route each, and one for what moto does not know at all. */
export const corrections = (moto: Moto): readonly Route[] => [
  ...CORRECTIONS.map((correction) => corrected(moto, correction)),
  lambdaAccount,
];
