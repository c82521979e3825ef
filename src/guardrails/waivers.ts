import type { Waiver } from './waiver';

const OWNER = 'image service team';

/** When every exception is looked at again. */
const NEXT_REVIEW = '2027-11-30';

const waiver = (rule: string, path: string, reason: string, expires = NEXT_REVIEW): Waiver => ({
  rule,
  path,
  reason,
  owner: OWNER,
  expires,
});

const NO_REQUEST_COSTS =
  'AWS encrypts it with keys of its own; one of ours would be billed per request and protect from nobody here';

/**
 * The one place for exceptions. A path may hold `*` (within one part) and `**` (any parts). One that
 * has expired, or that nothing needs any more, fails the synthesis.
 */
export const WAIVERS: readonly Waiver[] = [
  waiver('s3-customer-key', '**', NO_REQUEST_COSTS),
  waiver('dynamodb-customer-key', '**', NO_REQUEST_COSTS),
  waiver('log-customer-key', '**', NO_REQUEST_COSTS),
  waiver(
    's3-replication',
    '**',
    'Versions, and for the state a year of them, undo mistakes; the loss of a whole region is accepted',
  ),
  waiver(
    's3-object-lock',
    '**',
    'Users delete their images and have a right to; nothing here has to be kept by law',
  ),
  waiver('s3-notifications', '**', 'Nothing listens; a function that does brings its notification'),
  waiver(
    's3-access-logging',
    'image-service-*/access-logs/bucket',
    'A log bucket that logged itself would never come to rest',
  ),
  {
    ...waiver(
      's3-access-logging',
      'image-service-state*/state-bucket/bucket',
      'Created before any log bucket; who deploys is in CloudTrail and in the pipeline',
    ),
    // The pattern fits a stage called state2 as well, which does not need it.
    isOptIn: true,
  },
  waiver(
    'cdn-origin-failover',
    '**',
    'There is one bucket; a second origin would need its copy (see s3-replication)',
  ),
  waiver('cdn-geo-restriction', '**', 'The site and its images are for everyone, everywhere'),
  {
    ...waiver(
      'iam-resources',
      'image-service-access*/*-access/**',
      'Only for actions that AWS cannot limit to a resource, or limits by the tags of the request; resource-needs.test.ts sees to it',
    ),
    isOptIn: true,
  },
  waiver('cdn-default-root-object', '**', "Only images are served; the root is nobody's page"),
  waiver(
    'cdn-web-acl',
    '**',
    'Static images behind signed requests: a web ACL is billed monthly, and an opt-in (webAcl)',
  ),
  {
    ...waiver(
      'log-retention-year',
      'image-service-staging/**',
      'The logs of trying things out; prod keeps a year',
    ),
    // A disposable stage does not need it.
    isOptIn: true,
  },
];
