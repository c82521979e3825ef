import type { Rule } from './rule';
import { API_RULES } from './rules/api';
import { CLOUDFRONT_RULES } from './rules/cloudfront';
import { DATA_RULES } from './rules/data';
import { IAM_RULES } from './rules/iam';
import { OUTPUT_RULES } from './rules/output';
import { S3_RULES } from './rules/s3';

/** Everything that holds for every stack. Exceptions are in waivers.ts. */
export const RULES: readonly Rule[] = [
  ...S3_RULES,
  ...CLOUDFRONT_RULES,
  ...DATA_RULES,
  ...IAM_RULES,
  ...API_RULES,
  ...OUTPUT_RULES,
];
