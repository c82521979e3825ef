import { bucketOwner } from './bucket-owner';
import { bucketPolicy } from './bucket-policy';
import type { Correction } from './correction';
import { flowLogArn } from './flow-log-arn';

/** Where moto differs from AWS in a way that Terraform or `pnpm ops` trips over. A further one is one more entry. */
export const corrections: readonly Correction[] = [bucketPolicy, bucketOwner, flowLogArn];
