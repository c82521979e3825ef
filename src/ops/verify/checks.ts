import { API_CHECKS } from './api-checks';
import { BUCKET_CHECKS } from './bucket-checks';
import { CDN_CHECKS } from './cdn-checks';
import type { Check } from './check';
import { FUNCTION_CHECKS } from './function-checks';
import { MONITORING_CHECKS } from './monitoring-checks';
import { NETWORK_CHECKS } from './network-checks';
import { TABLE_CHECKS } from './table-checks';
import { TRIGGER_CHECKS } from './trigger-checks';

/** The epic's acceptance criteria, each once. A new one is an entry in one of these. */
export const CHECKS: readonly Check[] = [
  ...TABLE_CHECKS,
  ...BUCKET_CHECKS,
  ...CDN_CHECKS,
  ...API_CHECKS,
  ...NETWORK_CHECKS,
  ...FUNCTION_CHECKS,
  ...TRIGGER_CHECKS,
  ...MONITORING_CHECKS,
];
