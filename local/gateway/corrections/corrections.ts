import { bucketOwner } from './bucket-owner';
import { bucketPolicy } from './bucket-policy';
import type { Correction } from './correction';

/** Where moto differs from AWS in a way that stops Terraform. A further one is one more entry. */
export const corrections: readonly Correction[] = [bucketPolicy, bucketOwner];
