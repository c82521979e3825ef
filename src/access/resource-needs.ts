import { DELIVERY_NEEDS } from './delivery-needs';
import type { Needs } from './needs';
import { SERVICE_NEEDS } from './service-needs';
import { STORAGE_NEEDS } from './storage-needs';

/**
 * Which IAM actions Terraform's AWS provider 5.100 takes for each resource type: the calls it was
 * seen to make, by the names that AWS's service authorization reference has for them.
 */
export const RESOURCE_NEEDS: Needs = {
  ...STORAGE_NEEDS,
  ...DELIVERY_NEEDS,
  ...SERVICE_NEEDS,
  // These ask nothing of AWS, or what everybody may ask.
  'data.aws_caller_identity': [],
  'data.aws_cloudfront_log_delivery_canonical_user_id': [],
  'data.aws_iam_policy_document': [],
  'data.aws_partition': [],
  'data.aws_region': [],
};
