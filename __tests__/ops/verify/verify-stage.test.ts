import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/cli/terminal';
import { CHECKS } from '../../../src/ops/verify/checks';
import type { Verification, VerifyOptions } from '../../../src/ops/verify/verify-stage';
import { formatVerification, verifyStage } from '../../../src/ops/verify/verify-stage';
import { FakeStage } from '../../support/fake-stage';
import { managedResource } from '../../support/healthy-stage';
import { BREAKS } from '../../support/verify-breaks';
import { FUNCTION_BREAKS } from '../../support/function-breaks';

const verify = (fake: FakeStage, options: VerifyOptions = {}): Promise<Verification> =>
  verifyStage(fake.clients, fake.context, {}, options);

/** Checks that integration/stage.test.ts breaks, in the local AWS. */
const OF_FUNCTIONS = new Set(Object.keys(FUNCTION_BREAKS));

describe('verifyStage', () => {
  it('passes a stage that is as it is to be', async () => {
    const { checks, ...rest } = await verify(new FakeStage());
    expect(checks.filter(({ id, status }) => status !== 'passed' && !OF_FUNCTIONS.has(id))).toEqual(
      [],
    );
    expect(rest).toEqual({ stage: 'dev', passed: true });
  });

  it.each(CHECKS.map(({ id }) => id).filter((id) => !OF_FUNCTIONS.has(id)))(
    'finds what is wrong with %s, and nothing else',
    async (id) => {
      const fake = new FakeStage();
      const broken = BREAKS[id];
      if (broken === undefined) throw new Error(`no test breaks the check ${id}`);
      broken.change(fake);
      const { isWarning = false, found } = broken;
      const { passed, checks } = await verify(fake);
      const wrong = checks.filter(({ status }) => status === 'failed' || status === 'warning');
      expect(wrong.map((check) => [check.id, check.status, check.found])).toEqual([
        [id, isWarning ? 'warning' : 'failed', typeof found === 'string' ? found : found(fake)],
      ]);
      expect(passed).toBe(isWarning);
      expect((await verify(fake, { strict: true })).passed).toBe(false);
    },
  );

  it('leads from what no deploy decides to what does', async () => {
    const fake = new FakeStage();
    BREAKS['alarms-ok']?.change(fake);
    BREAKS['subscriptions-confirmed']?.change(fake);
    const [, below = ''] = formatVerification(await verify(fake), PLAIN).split('\n\n');
    expect(below.split('\n')).toEqual([
      expect.stringMatching(/^Stage dev meets all \d+ criteria .* Warnings: 2\. Skipped: 7\.$/),
      expect.stringMatching(/^1\.4\.6 All alarms OK: .*docs\/runbook\.md#alarms/),
      expect.stringMatching(/^1\.4\.3 Subscriptions confirmed: .* the mail that AWS has sent/),
    ]);
    const strict = formatVerification(await verify(fake, { strict: true }), PLAIN);
    expect(strict).toMatch(/^FAILED {3}1\.4\.6 All alarms OK/m);
    expect(strict).toContain('\nStage dev fails 2 of ');
    expect(strict).not.toContain('Changed by hand?');
  });

  it('does not take addresses for those that the last deploy asked for where its setting is another', async () => {
    const fake = new FakeStage();
    const variable = 'IMAGE_SERVICE_DEV_ALARM_EMAILS';
    fake.context = {
      ...fake.context,
      settings: [{ variable, key: 'alarmEmails', isGiven: false }],
    };
    const { checks } = await verify(fake);
    const found = `${variable} is not set: the last deploy asked for others`;
    expect(checks.filter(({ id }) => id.startsWith('subscriptions'))).toEqual([
      expect.objectContaining({ id: 'subscriptions', status: 'skipped', found }),
      expect.objectContaining({ id: 'subscriptions-confirmed', status: 'skipped', found }),
    ]);
  });

  it('waits for no alarm that AWS has not evaluated yet', async () => {
    const fake = new FakeStage();
    for (const alarm of fake.alarms) alarm.StateValue = 'INSUFFICIENT_DATA';
    expect((await verify(fake)).passed).toBe(true);
  });

  it('breaks no check that is gone', () => {
    expect([...Object.keys(BREAKS), ...OF_FUNCTIONS].sort()).toEqual(
      CHECKS.map(({ id }) => id).sort(),
    );
  });

  it('makes every other check when a whole service does not answer', async () => {
    const fake = new FakeStage();
    fake.s3.rejects(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));
    fake.s3.onAnyCommand().rejects(Object.assign(new Error('down'), { code: 'ECONNREFUSED' }));
    const { checks } = await verify(fake);
    expect(checks).toHaveLength(CHECKS.length);
    expect(checks.filter(({ status }) => status === 'failed').length).toBeGreaterThan(0);
    expect(checks.find(({ id }) => id === 'table-keys')?.status).toBe('passed');
  });

  it('wants a 401 of a route that takes tokens', async () => {
    const fake = new FakeStage();
    fake.apiStatus = 401;
    fake.setState({
      resources: [
        ...fake.context.state.resources,
        managedResource('aws_apigatewayv2_route', {
          route_key: 'PATCH /images/{id}',
          authorization_type: 'JWT',
        }),
      ],
    });
    const { passed } = await verify(fake);
    expect(passed).toBe(true);
    expect(fake.requested).toContain(
      'PATCH https://a1b2c3.execute-api.us-east-1.amazonaws.com/images/verify',
    );
  });

  it('looks for no function in a stage without any', async () => {
    const { checks, passed } = await verify(new FakeStage());
    expect(passed).toBe(true);
    const skipped = checks.filter(({ status }) => status === 'skipped');
    expect(new Set(skipped.map(({ found }) => found))).toEqual(new Set(['the stage has none']));
    expect(skipped.map(({ id }) => id)).toEqual([
      'functions-configuration',
      'functions-in-vpc',
      'functions-logs',
      'functions-failures',
      'functions-permissions',
      'schedules',
      'schedules-targets',
    ]);
  });

  it('skips, with the reason, what the local AWS cannot answer', async () => {
    const fake = new FakeStage();
    fake.context = { ...fake.context, isLocal: true };
    const verification = await verify(fake);
    expect(verification.passed).toBe(true);
    expect(formatVerification(verification, PLAIN)).toMatch(
      /^skipped .* the local AWS speaks no TLS/m,
    );
  });

  it('names an output that the state lacks', async () => {
    const fake = new FakeStage();
    fake.setState({ outputs: {} });
    const { checks } = await verify(fake);
    expect(checks.find(({ id }) => id === 'api-exists')?.found).toBe(
      'the state has no output api_id',
    );
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
