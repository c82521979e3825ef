import { DELIVERY_NEEDS } from './delivery-needs';
import { FUNCTION_NEEDS } from './function-needs';
import { IDENTITY_NEEDS } from './identity-needs';
import type { Needs } from './needs';
import { NETWORK_NEEDS } from './network-needs';
import { SERVICE_NEEDS } from './service-needs';
import { STORAGE_NEEDS } from './storage-needs';

/**
 * Which IAM actions Terraform's AWS provider 5.100 takes for each resource type, by the names that
 * AWS's service authorization reference has for them. For the types of a stage without opt-ins and of
 * the example's function: the calls in the provider's log of a plan, an apply and a destroy. The web
 * ACL, every update and tag, and what waits for Lambda's network interfaces: after what their APIs offer.
 */
export const RESOURCE_NEEDS: Needs = {
  ...STORAGE_NEEDS,
  ...DELIVERY_NEEDS,
  ...SERVICE_NEEDS,
  ...FUNCTION_NEEDS,
  ...NETWORK_NEEDS,
  ...IDENTITY_NEEDS,
  // These ask nothing of AWS, or what everybody may ask.
  'data.aws_caller_identity': [],
  'data.aws_iam_policy_document': [],
  'data.aws_partition': [],
  'data.aws_region': [],
};
