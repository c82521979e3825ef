import { ListSubscriptionsByTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, it } from '@jest/globals';
import { mockClient } from 'aws-sdk-client-mock';
import { monitoringClients } from '../../../src/aws/monitoring-clients';
import { serviceClients } from '../../../src/aws/service-clients';
import { PLAIN } from '../../../src/cli/terminal';
import type { Check } from '../../../src/ops/verify/check';
import { CHECKS } from '../../../src/ops/verify/checks';
import type { VerifyContext } from '../../../src/ops/verify/deployed';
import type { Verification, VerifyOptions } from '../../../src/ops/verify/verify-stage';
import { formatVerification, verifyStage } from '../../../src/ops/verify/verify-stage';
import { stage } from '../../support/config';
import { CHANGED, DELETED, EMAIL } from '../../support/verify-breaks';

const TOPIC = 'arn:aws:sns:us-east-1:123456789012:image-service-dev-alarms';

const context: VerifyContext = {
  stage: stage('dev', { alarmEmails: [EMAIL] }),
  expected: { resources: [], widgets: new Map(), alarms: [], pageAlarms: new Map(), outputs: [] },
  state: {
    serial: 1,
    lineage: 'lineage',
    terraformVersion: '1.11.4',
    outputs: Object.fromEntries(
      Object.entries({ alarm_topic_arn: TOPIC, cdn_domain_name: 'd123.cloudfront.net' }).map(
        ([name, value]) => [name, { value, sensitive: false }],
      ),
    ),
    resources: [],
  },
  settings: [],
  isLocal: false,
};

/** AWS, and what answers at the distribution without TLS. */
const clients = (status = 301, location: string | undefined = 'https://images/') => ({
  ...serviceClients('us-east-1', {}),
  monitoring: monitoringClients({}),
  request: (url: string) =>
    url === 'http://d123.cloudfront.net/'
      ? Promise.resolve({ status, location, body: '' })
      : Promise.reject(new Error(url)),
});

const verify = (checks: readonly Check[], options: VerifyOptions = {}): Promise<Verification> =>
  verifyStage(clients(), context, {}, { ...options, checks });

/** What is found by a check of the program's. */
async function found(id: string, on: Partial<VerifyContext> = {}, asked = clients()) {
  const checks = CHECKS.filter((check) => check.id === id);
  const { passed, checks: results } = await verifyStage(
    asked,
    { ...context, ...on },
    {},
    { checks },
  );
  return results.map((result) => [result.status, result.found, passed]);
}

/** A check that finds that, and expects `good`. */
const finds = (id: string, what: Error | string, warning?: string): Check => ({
  id,
  criterion: `The ${id}`,
  expected: () => 'good',
  ...(warning !== undefined && { warning }),
  check: () => (typeof what === 'string' ? Promise.resolve(what) : Promise.reject(what)),
});

const named = (name: string, more: object = {}): Error =>
  Object.assign(new Error('AWS said so'), { name, ...more });

describe('verifyStage', () => {
  it('hides no check behind one that fails, and says why each does', async () => {
    const refused = { code: 'ECONNREFUSED' };
    const { passed, checks } = await verify([
      finds('table', named('ResourceNotFoundException')),
      finds('network', Object.assign(new Error('down'), refused)),
      finds('mistake', new Error('the state has no output x')),
      finds('other', named('Throttled')),
      finds('bucket', 'bad'),
      finds('rest', 'good'),
    ]);
    expect(passed).toBe(false);
    expect(checks.map(({ id, status, found }) => [id, status, found])).toEqual([
      ['table', 'failed', 'none (ResourceNotFoundException)'],
      [
        'network',
        'failed',
        expect.stringMatching(/^AWS cannot be reached \(.*ECONNREFUSED.*\)\. /),
      ],
      ['mistake', 'failed', 'the state has no output x'],
      ['other', 'failed', 'Throttled: AWS said so'],
      ['bucket', 'failed', 'bad'],
      ['rest', 'passed', 'good'],
    ]);
  });

  it('leads from what no deploy decides to what does', async () => {
    const checks = [
      finds('alarms', 'bad', 'see docs/runbook.md.'),
      finds('mails', 'bad', 'click.'),
      finds('rest', 'good'),
    ];
    const warned = await verify(checks);
    expect(warned.passed).toBe(true);
    const [, below = ''] = formatVerification(warned, PLAIN).split('\n\n');
    expect(below.split('\n')).toEqual([
      'Stage dev meets all 1 criteria that a deploy decides and that were checked. Warnings: 2.',
      'The alarms: see docs/runbook.md.',
      'The mails: click.',
    ]);
    const strict = await verify(checks, { strict: true });
    expect(strict.passed).toBe(false);
    const text = formatVerification(strict, PLAIN);
    expect(text).toMatch(/^FAILED {2}The alarms/m);
    expect(text).toContain('\nStage dev fails 2 of 3 criteria.');
    expect(text).not.toContain('Changed by hand?');
  });
});

describe('every criterion', () => {
  it('is broken, in the local AWS by integration/stage.test.ts where that can be', () => {
    const broken = [...CHANGED, ...DELETED].flatMap((one) => Object.keys(one.found));
    const here = ['cdn-https-live', 'subscriptions-confirmed'];
    expect([...new Set([...broken, ...here])].sort()).toEqual(CHECKS.map(({ id }) => id).sort());
  });

  it('about http:// is met by a redirect to https:// alone', async () => {
    expect(await found('cdn-https-live')).toEqual([['passed', '301 to https', true]]);
    expect(await found('cdn-https-live', {}, clients(301, 'http://images/'))).toEqual([
      ['failed', '301', false],
    ]);
  });

  it.each([
    [TOPIC, ['passed', 'none pending', true]],
    [
      'PendingConfirmation',
      ['warning', `${EMAIL} (alarms, us-east-1), ${EMAIL} (pages, us-east-1) pending`, true],
    ],
  ])('about confirmed subscriptions, of %s, is %j', async (arn, result) => {
    mockClient(SNSClient)
      .on(ListSubscriptionsByTopicCommand)
      .resolves({ Subscriptions: [{ Endpoint: EMAIL, SubscriptionArn: arn }] });
    expect(await found('subscriptions-confirmed')).toEqual([result]);
  });

  it('about subscriptions is met by none that has ended', async () => {
    mockClient(SNSClient)
      .on(ListSubscriptionsByTopicCommand)
      .resolves({ Subscriptions: [{ Endpoint: EMAIL, SubscriptionArn: 'Deleted' }] });
    expect(await found('subscriptions')).toEqual([['failed', 'none', false]]);
  });

  it('does not take addresses for those that the last deploy asked for where its setting is another', async () => {
    const variable = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
    const settings = [{ variable, key: 'alarmEmails' as const, isGiven: false }];
    const text = `${variable} is not set: the last deploy asked for others`;
    for (const id of ['subscriptions', 'subscriptions-confirmed']) {
      expect(await found(id, { settings })).toEqual([['skipped', text, true]]);
    }
  });

  it('names an output that the state lacks', async () => {
    const state = { ...context.state, outputs: {} };
    expect(await found('cdn-deployed', { state })).toEqual([
      ['failed', 'the state has no output cdn_distribution_id', false],
    ]);
  });
});

describe('formatVerification', () => {
  const check = { id: 'bucket-versioning', criterion: '1.2.3 Bucket versioning' };
  const failed = { ...check, status: 'failed', found: 'Suspended', expected: 'Enabled' } as const;
  const verification = (...checks: Verification['checks']): Verification => ({
    stage: 'dev',
    passed: false,
    checks,
  });

  it('shows criterion and found, what is expected only where it differs, and what to do', () => {
    const passed = { ...check, status: 'passed', found: 'Enabled', expected: 'Enabled' } as const;
    const skipped = { ...passed, status: 'skipped', found: 'nobody asked' } as const;
    expect(formatVerification(verification(failed, passed, skipped), PLAIN)).toBe(
      [
        'RESULT   CRITERION                FOUND',
        'FAILED   1.2.3 Bucket versioning  Suspended',
        '                                  expected: Enabled',
        'ok       1.2.3 Bucket versioning  Enabled',
        'skipped  1.2.3 Bucket versioning  nobody asked',
        '',
        'Stage dev fails 1 of 3 criteria. Skipped: 1.',
        'Changed by hand? `pnpm ops state drift dev` shows it, `pnpm cdktf deploy image-service-dev` undoes it.',
      ].join('\n'),
    );
  });

  it.each([80, 120, 200])('keeps every row within %i columns, and every word', (width) => {
    const found = `0 of 100 widgets; missing: ${'Lambda: Duration, p50 (ms), '.repeat(60)}end`;
    const text = formatVerification(verification({ ...failed, found }), PLAIN, width);
    const [table = ''] = text.split('\n\n');
    expect(Math.max(...table.split('\n').map(({ length }) => length))).toBeLessThanOrEqual(width);
    expect(table.replaceAll(/\s+/g, ' ')).toContain(found);
  });

  it('keeps rows within 120 columns where nothing says how long a line is', () => {
    const found = 'word '.repeat(300).trim();
    const [table = ''] = formatVerification(verification({ ...failed, found }), PLAIN).split(
      '\n\n',
    );
    const longest = Math.max(...table.split('\n').map(({ length }) => length));
    expect(longest).toBeGreaterThan(110);
    expect(longest).toBeLessThanOrEqual(120);
  });
});
