/** What a check of Checkov asks, and why it fails here although nothing is wrong. */
export interface CheckovReport {
  readonly asks: string;
  readonly reason: string;
}

const SERVICE_KEYS = 'Keys of the services: docs/decisions/0006-service-managed-encryption.md';
const ONE_REGION =
  'Versions, and for the state a year of them, undo mistakes; the loss of a whole region is accepted';
const WEB_ACL = 'Static images: a web ACL is billed monthly, and an opt-in (`webAcl`)';
const EVERY_RESOURCE =
  "A key's policy, where `*` is the key; and actions that AWS limits by tags or not at all (guardrail `iam-resources`, docs/rights.md)";

/**
 * Checks that Checkov reports for a stage, the state or the access stack and that no waiver is about,
 * by id. __tests__/integration/checkov.test.ts fails for one that is not reported, and for a report
 * that is not here.
 */
export const CHECKOV_REPORTS: Readonly<Record<string, CheckovReport>> = {
  CKV_AWS_50: { asks: 'a function is traced', reason: 'An opt-in of each function' },
  CKV_AWS_68: { asks: 'a web ACL filters requests', reason: WEB_ACL },
  CKV_AWS_86: {
    asks: 'CloudFront logs, by its legacy setting',
    reason: 'Standard logging v2 (guardrail `cdn-access-logging`)',
  },
  CKV_AWS_109: { asks: 'permissions are managed under a constraint', reason: EVERY_RESOURCE },
  CKV_AWS_111: { asks: 'writing has a constraint', reason: EVERY_RESOURCE },
  CKV_AWS_115: {
    asks: 'a function has reserved concurrency',
    reason: 'It takes from all others of the account; the API is throttled',
  },
  CKV_AWS_116: {
    asks: 'a function has a dead-letter queue',
    reason: 'Functions behind a route are called and answered at once',
  },
  CKV_AWS_119: { asks: 'a table is encrypted by a key of our own', reason: SERVICE_KEYS },
  CKV_AWS_144: { asks: 'objects are copied to another region', reason: ONE_REGION },
  CKV_AWS_145: { asks: 'objects are encrypted by a KMS key', reason: SERVICE_KEYS },
  CKV_AWS_158: { asks: 'logs are encrypted by a key of our own', reason: SERVICE_KEYS },
  CKV_AWS_173: { asks: 'variables are encrypted by a key of our own', reason: SERVICE_KEYS },
  CKV_AWS_272: {
    asks: 'code is signed',
    reason: 'Code is deployed by the deploy role alone, from this repository',
  },
  CKV_AWS_305: {
    asks: 'the root has an object',
    reason: "Only images are served; the root is nobody's page",
  },
  CKV_AWS_310: { asks: 'a second origin takes over', reason: `There is one bucket. ${ONE_REGION}` },
  CKV_AWS_338: {
    asks: 'logs are kept for a year',
    reason: 'Not in a disposable stage (guardrail `log-retention-year`)',
  },
  CKV_AWS_356: { asks: 'no policy names every resource', reason: EVERY_RESOURCE },
  CKV_AWS_374: {
    asks: 'countries are restricted',
    reason: 'The site and its images are for everyone, everywhere',
  },
  CKV2_AWS_5: {
    asks: 'a security group is attached',
    reason: 'That of the functions, in a stage without functions',
  },
  CKV2_AWS_31: {
    asks: 'a web ACL logs',
    reason: 'Its metrics and samples are on; logs are billed apart',
  },
  CKV2_AWS_34: {
    asks: 'a parameter is a SecureString',
    reason: 'Names and ids that every output shows; a secret belongs into Secrets Manager',
  },
  CKV2_AWS_47: { asks: "the web ACL has AWS's rules for known bad inputs", reason: WEB_ACL },
  CKV2_AWS_62: {
    asks: 'a bucket sends events',
    reason: 'Nothing listens; a function that does brings its notification',
  },
};
