/** A rule that does not hold at a place, because somebody decided so, for a while. */
export interface Waiver {
  readonly rule: string;
  /** The construct's path, or a pattern of it. */
  readonly path: string;
  readonly reason: string;
  /** Who decides again when it expires. */
  readonly owner: string;
  /** The last day before it is decided again, as YYYY-MM-DD. */
  readonly expires: string;
}

/** Whether the waiver's last day is past; `today` as YYYY-MM-DD. */
export const isExpired = ({ expires }: Waiver, today: string): boolean => today > expires;

const OWNER = 'image service team';

/** The day by which every exception is looked at again. */
const NEXT_REVIEW = '2027-11-30';

const waiver = (rule: string, path: string, reason: string): Waiver => ({
  rule,
  path,
  reason,
  owner: OWNER,
  expires: NEXT_REVIEW,
});

/**
 * Exceptions to the rules, all of them. A path may hold `*` (within one part) and `**` (any parts).
 * waivers.test.ts fails for one that nothing needs, and for one that has expired.
 */
export const WAIVERS: readonly Waiver[] = [
  waiver(
    's3-access-logging',
    'image-service-*/access-logs/bucket',
    'A log bucket that logged itself would never come to rest',
  ),
  waiver(
    's3-access-logging',
    'image-service-state*/state-bucket/bucket',
    'Created before any log bucket; who deploys is in CloudTrail and in the pipeline',
  ),
  waiver(
    'object-expiry',
    'image-service-*/access-logs/lifecycle',
    'Access logs are kept for 90 days',
  ),
  waiver(
    'object-expiry',
    'image-service-state*/state-bucket/lifecycle',
    'Only versions of locks, and plans that nobody applies any more; states are kept for a year',
  ),
  waiver(
    'iam-resources',
    'image-service-access*/*-access/**',
    'Only for actions that AWS cannot limit to a resource, or limits by the tags of the request; rights.test.ts sees to it',
  ),
  waiver(
    'log-retention-year',
    'image-service-staging/**',
    'The logs of trying things out; prod keeps a year',
  ),
];
