import { ADDED, add, breaks, set, type Break } from '../../support/editable-stack';

const FUNCTION = 'functions/hello/function';
const VARIABLES = 'environment.variables';
const TABLE_NAME = `${VARIABLES}.TABLE_NAME`;

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS = [
  ['an AWS access key', `AKIA${'A'.repeat(16)}`],
  ['an AWS access key', `ASIA${'Z'.repeat(16)}`],
  ['an AWS secret key', `secret_access_key = ${'a1/+'.repeat(10)}`],
  ['a private key', ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ')],
  ['a GitHub token', `ghp_${'a'.repeat(36)}`],
  ['a JSON web token', `eyJ${'a'.repeat(10)}.eyJ${'b'.repeat(10)}.${'c'.repeat(10)}`],
] as const;

/** Where a name is, its attribute, a name that AWS does not take, and what it takes. */
const NAMES = [
  ['image-table/table', 'name', 'ab', '3 to 255 of letters, digits, _ . -'],
  ['image-bucket/bucket', 'bucket', 'Images', '3 to 63 of a-z, 0-9, . -'],
  [FUNCTION, 'function_name', 'x'.repeat(65), '1 to 64 of letters, digits, _ -'],
  [
    'functions/hello/role/role',
    'name',
    'x'.repeat(65),
    '1 to 64 of letters, digits, _ + = , . @ -',
  ],
  [
    'functions/hello/role/policy',
    'name',
    'x'.repeat(129),
    '1 to 128 of letters, digits, _ + = , . @ -',
  ],
  ['functions/hello/role/log-group', 'name', 'a b', '1 to 512 of letters, digits, _ - / . #'],
  [
    'image-api/get-hello/permission',
    'statement_id',
    'x'.repeat(101),
    '1 to 100 of letters, digits, _ -',
  ],
  ['image-api/api', 'name', 'x'.repeat(129), '1 to 128 characters'],
  ['image-api/jwt-authorizer', 'name', 'x'.repeat(129), '1 to 128 characters'],
  ['image-cdn/origin-access-control', 'name', 'x'.repeat(65), '1 to 64 characters'],
  [
    'service-network/function-security-group',
    'name',
    'sg-1',
    '1 to 255 characters without quotes, not beginning with sg-',
  ],
  [
    'parameters/table-name',
    'name',
    '/aws/x',
    'up to 900 of letters, digits, _ . - in 15 levels at most, not beginning with aws or ssm',
  ],
] as const;

/** The same of names in resources that are added, by type. */
const ADDED_NAMES = [
  ['aws_cloudwatch_metric_alarm', 'alarm_name', 'x'.repeat(256), '1 to 255 characters'],
  ['aws_cloudwatch_dashboard', 'dashboard_name', 'a.b', '1 to 255 of letters, digits, _ -'],
  ['aws_sns_topic', 'name', 'a.b', '1 to 256 of letters, digits, _ -'],
  [
    'aws_kms_alias',
    'name',
    'alias/aws/mine',
    'alias/ and up to 250 of letters, digits, _ : / -, not alias/aws/',
  ],
  ['aws_wafv2_web_acl', 'name', 'a.b', '1 to 128 of letters, digits, _ -'],
] as const;

const BROKEN_TOKENS = [
  '${TfToken[TOKEN.12]}',
  'x-TfToken[TOKEN.3]',
  '#{TfToken[TOKEN.4]}',
  '[object Object]',
  -1.8881545897087626e289,
  'a-1.8881545897087626e+289',
];

const notTaken = (attribute: string, name: string, taken: string): string =>
  `has the ${attribute} "${name}"; AWS takes ${taken}`;

export const OUTPUT_BREAKS: readonly Break[] = [
  ...breaks(
    'resource-types',
    ADDED,
    'is an aws_nat_gateway, which no stack has so far',
    add('aws_nat_gateway', {}),
  ),
  ...breaks(
    'default-tags',
    'provider.aws',
    'does not tag with Service, Stage, ManagedBy, Repository',
    (stack) => stack.provider.push({ region: 'us-east-1', alias: 'bare' }),
  ),
  ...['aws_s3_bucket.gone_0BADF00D', 'data.aws_vpc.gone_0BADF00D'].flatMap((address) =>
    breaks(
      'references',
      FUNCTION,
      `refers to ${address}, which the stack does not have`,
      set(FUNCTION, TABLE_NAME, `a-\${${address}.id}`),
    ),
  ),
  ...NAMES.flatMap(([at, attribute, name, taken]) =>
    breaks('names', at, notTaken(attribute, name, taken), set(at, attribute, name)),
  ),
  ...ADDED_NAMES.flatMap(([type, attribute, name, taken]) =>
    breaks('names', ADDED, notTaken(attribute, name, taken), add(type, { [attribute]: name })),
  ),
  ...SECRETS.flatMap(([what, text]) =>
    breaks(
      'no-secrets',
      FUNCTION,
      `holds ${what} at TABLE_NAME`,
      set(FUNCTION, TABLE_NAME, `x ${text}`),
    ),
  ),
  ...['DB_PASSWORD', 'apiKey', 'client_secret', 'GITHUB_TOKEN'].flatMap((key) =>
    breaks(
      'no-secrets',
      FUNCTION,
      `holds a value of its own at ${key}`,
      set(FUNCTION, `${VARIABLES}.${key}`, 'hunter2'),
    ),
  ),
  ...breaks(
    'no-broken-tokens',
    FUNCTION,
    'has a token that cdktf cannot resolve at TABLE_NAME',
    ...BROKEN_TOKENS.map((text) => set(FUNCTION, TABLE_NAME, text)),
  ),
];
