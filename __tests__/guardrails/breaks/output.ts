import type { Break } from '../../support/editable-stack';
import { ADDED, STACK } from '../../support/editable-stack';

const FUNCTION = 'functions/hello/function';
const VARIABLE = 'environment.variables.TABLE_NAME';

/** Put together here, so that no scanner takes this file for a leak. */
const SECRETS = [
  { what: 'an AWS access key', text: `AKIA${'A'.repeat(16)}` },
  { what: 'an AWS access key', text: `ASIA${'Z'.repeat(16)}` },
  { what: 'an AWS secret key', text: `secret_access_key = ${'a1/+'.repeat(10)}` },
  { what: 'a private key', text: ['-----BEGIN RSA', 'PRIVATE KEY-----'].join(' ') },
  { what: 'a GitHub token', text: `ghp_${'a'.repeat(36)}` },
  { what: 'a JSON web token', text: `eyJ${'a'.repeat(10)}.eyJ${'b'.repeat(10)}.${'c'.repeat(10)}` },
];

const NAMES = [
  {
    path: 'image-table/table',
    attribute: 'name',
    name: 'ab',
    rule: '3 to 255 of letters, digits, _ . -',
  },
  {
    path: 'image-bucket/bucket',
    attribute: 'bucket',
    name: 'Images',
    rule: '3 to 63 of a-z, 0-9, . -',
  },
  {
    path: FUNCTION,
    attribute: 'function_name',
    name: 'x'.repeat(65),
    rule: '1 to 64 of letters, digits, _ -',
  },
  {
    path: 'functions/hello/role/role',
    attribute: 'name',
    name: 'x'.repeat(65),
    rule: '1 to 64 of letters, digits, _ + = , . @ -',
  },
  {
    path: 'functions/hello/role/policy',
    attribute: 'name',
    name: 'x'.repeat(129),
    rule: '1 to 128 of letters, digits, _ + = , . @ -',
  },
  {
    path: 'functions/hello/role/log-group',
    attribute: 'name',
    name: 'a b',
    rule: '1 to 512 of letters, digits, _ - / . #',
  },
  {
    path: 'image-api/get-hello/permission',
    attribute: 'statement_id',
    name: 'x'.repeat(101),
    rule: '1 to 100 of letters, digits, _ -',
  },
  { path: 'image-api/api', attribute: 'name', name: 'x'.repeat(129), rule: '1 to 128 characters' },
  {
    path: 'image-api/jwt-authorizer',
    attribute: 'name',
    name: 'x'.repeat(129),
    rule: '1 to 128 characters',
  },
  {
    path: 'image-cdn/origin-access-control',
    attribute: 'name',
    name: 'x'.repeat(65),
    rule: '1 to 64 characters',
  },
  {
    path: 'service-network/function-security-group',
    attribute: 'name',
    name: 'sg-1',
    rule: '1 to 255 characters without quotes, not beginning with sg-',
  },
  {
    path: 'parameters/table-name',
    attribute: 'name',
    name: '/aws/x',
    rule: 'up to 900 of letters, digits, _ . - in 15 levels at most, not beginning with aws or ssm',
  },
];

const ADDED_NAMES = [
  {
    type: 'aws_cloudwatch_metric_alarm',
    attribute: 'alarm_name',
    name: 'x'.repeat(256),
    rule: '1 to 255 characters',
  },
  {
    type: 'aws_cloudwatch_dashboard',
    attribute: 'dashboard_name',
    name: 'a.b',
    rule: '1 to 255 of letters, digits, _ -',
  },
  {
    type: 'aws_sns_topic',
    attribute: 'name',
    name: 'a.b',
    rule: '1 to 256 of letters, digits, _ -',
  },
  {
    type: 'aws_kms_alias',
    attribute: 'name',
    name: 'alias/aws/mine',
    rule: 'alias/ and up to 250 of letters, digits, _ : / -, not alias/aws/',
  },
  {
    type: 'aws_wafv2_web_acl',
    attribute: 'name',
    name: 'a.b',
    rule: '1 to 128 of letters, digits, _ -',
  },
];

export const OUTPUT_BREAKS: readonly Break[] = [
  {
    rule: 'resource-types',
    breakIt: (stack) => stack.add('resource', 'aws_nat_gateway', {}),
    path: ADDED,
    problem: 'is an aws_nat_gateway, which no stack has so far',
  },
  {
    rule: 'default-tags',
    breakIt: (stack) => stack.provider.push({ region: 'us-east-1', alias: 'bare' }),
    path: `${STACK}/provider.aws`,
    problem: 'does not tag with Service, Stage, ManagedBy, Repository',
  },
  ...['aws_s3_bucket.gone_0BADF00D', 'data.aws_vpc.gone_0BADF00D'].map((address): Break => ({
    rule: 'references',
    breakIt: (stack) => stack.set(FUNCTION, VARIABLE, `a-\${${address}.id}`),
    path: `${STACK}/${FUNCTION}`,
    problem: `refers to ${address}, which the stack does not have`,
  })),
  ...NAMES.map(({ path, attribute, name, rule }): Break => ({
    rule: 'names',
    breakIt: (stack) => stack.set(path, attribute, name),
    path: `${STACK}/${path}`,
    problem: `has the ${attribute} "${name}"; AWS takes ${rule}`,
  })),
  ...ADDED_NAMES.map(({ type, attribute, name, rule }): Break => ({
    rule: 'names',
    breakIt: (stack) => stack.add('resource', type, { [attribute]: name }),
    path: ADDED,
    problem: `has the ${attribute} "${name}"; AWS takes ${rule}`,
  })),
  ...SECRETS.map(({ what, text }): Break => ({
    rule: 'no-secrets',
    breakIt: (stack) => stack.set(FUNCTION, VARIABLE, `x ${text}`),
    path: `${STACK}/${FUNCTION}`,
    problem: `holds ${what} at TABLE_NAME`,
  })),
  ...['DB_PASSWORD', 'apiKey', 'client_secret', 'GITHUB_TOKEN'].map((key): Break => ({
    rule: 'no-secrets',
    breakIt: (stack) => stack.set(FUNCTION, `environment.variables.${key}`, 'hunter2'),
    path: `${STACK}/${FUNCTION}`,
    problem: `holds a value of its own at ${key}`,
  })),
  ...[
    '${TfToken[TOKEN.12]}',
    'x-TfToken[TOKEN.3]',
    '#{TfToken[TOKEN.4]}',
    '[object Object]',
    -1.8881545897087626e289,
    'a-1.8881545897087626e+289',
  ].map((text): Break => ({
    rule: 'no-broken-tokens',
    breakIt: (stack) => stack.set(FUNCTION, VARIABLE, text),
    path: `${STACK}/${FUNCTION}`,
    problem: 'has a token that cdktf cannot resolve at TABLE_NAME',
  })),
];
