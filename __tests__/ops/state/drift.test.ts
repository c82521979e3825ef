import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/ops/terminal';
import { findDrift, formatDrift, hasDrift } from '../../../src/ops/state/drift';
import { driftIn } from '../../../src/ops/state/plan-drift';
import { FakeBackend } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

const plan = (change: object, type: string) => ({
  resource_drift: [{ address: `${type}.x`, type, change: { actions: ['update'], ...change } }],
});

const drifted = (change: object, type = 'aws_sns_topic') =>
  driftIn(JSON.stringify(plan(change, type))).drifted;

describe('driftIn', () => {
  it('is empty for a plan without drift', () => {
    expect(driftIn('{"format_version":"1.2"}')).toEqual({ drifted: [], filledIn: [] });
  });

  it('names what was changed, attribute by attribute', () => {
    expect(
      drifted({ before: { a: 1, b: [{ c: 'x' }] }, after: { a: 1, b: [{ c: 'y' }] } }),
    ).toEqual([
      {
        address: 'aws_sns_topic.x',
        change: 'changed',
        attributes: [{ path: 'b[0].c', before: 'x', after: 'y' }],
      },
    ]);
  });

  it('names what is gone', () => {
    expect(drifted({ actions: ['delete'], before: { a: 1 }, after: null })).toEqual([
      { address: 'aws_sns_topic.x', change: 'removed', attributes: [] },
    ]);
  });

  it('takes one empty value for another', () => {
    expect(drifted({ before: { tags: null }, after: { tags: {} } })).toEqual([]);
  });

  it.each([
    [null, 0],
    [null, false],
    [0, null],
  ])('takes %j for %j, which the provider reads back where nothing is set', (before, after) => {
    const rule = { code: 404, response_code: before };
    expect(
      drifted({ before: { rule }, after: { rule: { ...rule, response_code: after } } }),
    ).toEqual([]);
    const changed = { code: 403, response_code: after };
    expect(drifted({ before: { rule }, after: { rule: changed } })).toMatchObject([
      { attributes: [{ path: 'rule.code', before: 404, after: 403 }] },
    ]);
  });

  it.each([
    [0, 5],
    [false, true],
    [null, 5],
    [0, false],
  ])('does not take %j for %j', (before, after) => {
    expect(drifted({ before: { size: before }, after: { size: after } })).toMatchObject([
      { attributes: [{ path: 'size' }] },
    ]);
  });

  it('masks what Terraform or the name calls sensitive', () => {
    const changes = drifted(
      {
        before: { value: 'old-secret', list: [{ pin: 1 }] },
        after: { value: 'new-secret', list: [{ pin: 2 }] },
        before_sensitive: { list: [{ pin: true }] },
        after_sensitive: { list: [{ pin: true }] },
      },
      'aws_ssm_parameter',
    );
    expect(JSON.parse(JSON.stringify(changes[0]?.attributes))).toEqual([
      { path: 'value', before: '(sensitive)', after: '(sensitive)' },
      { path: 'list[0].pin', before: '(sensitive)', after: '(sensitive)' },
    ]);
  });

  it('tells what the configuration sets from what AWS fills in', () => {
    const isDrift = (before: object, after: object): boolean => {
      const { drifted: found, filledIn } = driftIn(
        JSON.stringify({
          ...plan({ before, after }, 'aws_acm_certificate'),
          configuration: {
            root_module: {
              resources: [{ address: 'aws_acm_certificate.x', expressions: { options: [{}] } }],
            },
          },
        }),
      );
      expect(found.length + filledIn.length).toBe(1);
      return found.length === 1;
    };
    expect(isDrift({ status: 'PENDING_VALIDATION' }, { status: 'ISSUED' })).toBe(false);
    expect(isDrift({ options: [{ log: 'on' }] }, { options: [{ log: 'off' }] })).toBe(true);
    expect(isDrift({ tags: {} }, { tags: { by: 'hand' } })).toBe(true);
    expect(isDrift({ status: 'a', options: 1 }, { status: 'b', options: 2 })).toBe(true);
  });

  it('refuses a plan that it cannot read', () => {
    expect(() => driftIn('{"resource_drift":1}')).toThrow(
      '`terraform show -json` gave a plan that cannot be read: ',
    );
  });
});

describe('findDrift', () => {
  it('does not begin while a deploy holds the lock', async () => {
    const fake = new FakeBackend()
      .add('dev', { id: 'v', text: stateText() })
      .lock('dev', terraformLock);
    await expect(findDrift(fake.context(), {})).rejects.toThrow(
      'The state of dev is locked by ann@elsewhere',
    );
  });

  it('of one stage demands that it is deployed unless told otherwise; of all, passes over those that are not', async () => {
    const fake = new FakeBackend();
    await expect(findDrift(fake.context(), { stage: 'dev' })).rejects.toThrow(
      'image-service-dev is not deployed',
    );
    const [dev] = await findDrift(fake.context(), { stage: 'dev', ifDeployed: true });
    expect(dev).toMatchObject({ stack: 'image-service-dev', isDeployed: false, resources: [] });
    const all = await findDrift(fake.context(), {});
    expect(hasDrift(all)).toBe(false);
    expect(formatDrift(all, PLAIN)).toContain('image-service-prod: not deployed\n');
  });
});

describe('formatDrift', () => {
  it('tells stack by stack', () => {
    const found = [
      {
        stack: 'one',
        isDeployed: true,
        resources: [],
        filledIn: [{ address: 'a.a', change: 'changed', attributes: [] }],
      },
      {
        stack: 'two',
        isDeployed: true,
        filledIn: [],
        resources: [
          { address: 'a.b', change: 'removed', attributes: [] },
          {
            address: 'a.c',
            change: 'changed',
            attributes: [{ path: 'x', before: 1, after: undefined }],
          },
        ],
      },
    ] as const;
    expect(hasDrift(found)).toBe(true);
    expect(formatDrift(found, PLAIN)).toBe(
      [
        'one: no drift',
        '  Resources with nothing but attributes that AWS fills in: 1 (--json)',
        'two: drift (known to Terraform → found in AWS)',
        '- a.b is gone',
        '~ a.c',
        '    x: 1 → (none)',
      ].join('\n'),
    );
  });
});
