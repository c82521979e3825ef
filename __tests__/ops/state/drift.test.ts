import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { PLAIN } from '../../../src/cli/terminal';
import { driftIn, findDrift, formatDrift, hasDrift } from '../../../src/ops/state/drift';
import type { Json } from '../../../src/values/json';
import { formatJson } from '../../../src/values/json';
import { FakeBackend } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

/** A plan that found one resource of another form in AWS; `configured` are the attributes of its file. */
const plan = (change: object, configured: readonly string[], planned: object[] = []) =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    applyable: planned.length > 0,
    complete: true,
    errored: false,
    resource_drift: [{ ...RESOURCE, change: { actions: ['update'], ...change } }],
    resource_changes: planned.map((one) => ({ ...RESOURCE, change: one })),
    configuration: {
      root_module: {
        resources: [
          {
            address: RESOURCE.address,
            expressions: Object.fromEntries(configured.map((name) => [name, {}])),
          },
        ],
      },
    },
  });

const RESOURCE = { address: 'aws_x.x', mode: 'managed', type: 'aws_x' };

/** What is drift of a change in attributes that are all configured. */
const drifted = (change: { readonly actions?: string[]; before: object; after: object | null }) =>
  driftIn(plan(change, Object.keys(change.before))).resources;

describe('driftIn', () => {
  it('is empty for a plan without drift', () => {
    expect(driftIn(plan({ before: { a: 1 }, after: { a: 1 } }, ['a']))).toEqual({
      resources: [],
      filledIn: [],
    });
  });

  it('names what was changed, attribute by attribute', () => {
    expect(
      drifted({ before: { a: 1, b: [{ c: 'x' }] }, after: { a: 1, b: [{ c: 'y' }] } }),
    ).toEqual([
      {
        address: 'aws_x.x',
        change: 'changed',
        attributes: [{ path: 'b[0].c', before: 'x', after: 'y', kind: 'value' }],
      },
    ]);
  });

  it('names what is gone', () => {
    expect(drifted({ actions: ['delete'], before: { a: 1 }, after: null })).toEqual([
      { address: 'aws_x.x', change: 'removed', attributes: [] },
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
  ])('does not take %j for %j', (before, after) => {
    expect(drifted({ before: { size: before }, after: { size: after } })).toMatchObject([
      { attributes: [{ path: 'size' }] },
    ]);
  });

  it('masks what Terraform calls sensitive, and where the provider repeats it', () => {
    const mask = { pin: true, list: [{ pin: true }] };
    const changes = driftIn(
      plan(
        {
          before: { pin: 'old-secret', list: [{ pin: 1 }], arn: 'arn:old-secret' },
          after: { pin: 'new-secret', list: [{ pin: 2 }], arn: 'arn:new-secret' },
          before_sensitive: mask,
          after_sensitive: mask,
        },
        ['pin'],
      ),
    ).resources;
    expect(JSON.parse(JSON.stringify(changes[0]?.attributes))).toEqual([
      { path: 'arn', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
      { path: 'list[0].pin', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
      { path: 'pin', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
    ]);
  });

  it('tells what the configuration sets, or a deploy would undo, from what AWS fills in', () => {
    const isDrift = (before: object, after: object, planned: object[] = []): boolean => {
      const { resources, filledIn } = driftIn(plan({ before, after }, ['options'], planned));
      expect(resources.length + filledIn.length).toBe(1);
      return resources.length === 1;
    };
    expect(isDrift({ status: 'PENDING_VALIDATION' }, { status: 'ISSUED' })).toBe(false);
    expect(isDrift({ options: [{ log: 'on' }] }, { options: [{ log: 'off' }] })).toBe(true);
    expect(isDrift({ tags: {} }, { tags: { by: 'hand' } })).toBe(true);
    expect(isDrift({ status: 'a', options: 1 }, { status: 'b', options: 2 })).toBe(true);
    const actions = { actions: null };
    const undone = { actions: ['update'], before: { actions: ['arn'] }, after: actions };
    expect(isDrift(actions, { actions: ['arn'] }, [undone])).toBe(true);
    expect(isDrift({ status: 'a' }, { status: 'b' }, [undone])).toBe(false);
  });

  it('refuses what is no plan: nothing is not "no drift"', () => {
    expect(() => driftIn('{}')).toThrow('The file is not a plan');
  });
});

describe('a stage just deployed, as Terraform reports it', () => {
  const text = readFileSync(path.join(__dirname, 'fixtures', 'fresh-deploy.json'), 'utf8');
  const typesIn = (found: readonly { readonly address: string }[]): string[] =>
    found.map(({ address }) => address.split('.')[0] ?? '').sort();

  /** What is found once somebody has set an attribute of the first resource of a type, which a deploy undoes or not. */
  function changedByHand(type: string, name: string, value: Json, isUndone: boolean) {
    const plan = parsePlan(text);
    const found = plan.resource_drift?.find((resource) => resource.type === type);
    const after = { ...(found?.change.after as Record<string, Json>), [name]: value };
    if (found === undefined) throw new Error(`nothing was reported of ${type}`);
    found.change.after = after;
    const undone = { ...found, change: { actions: ['update'], before: after, after: null } };
    return driftIn(
      formatJson({
        ...plan,
        resource_changes: [...(plan.resource_changes ?? []), ...(isUndone ? [undone] : [])],
      }),
    ).resources;
  }

  it('has no drift, but what AWS and other resources fill in', () => {
    const { resources, filledIn } = driftIn(text);
    expect(resources).toEqual([]);
    expect(typesIn(filledIn)).toEqual([
      'aws_acm_certificate',
      'aws_iam_role',
      'aws_s3_bucket',
      'aws_security_group',
      'aws_sns_topic',
    ]);
  });

  const errors = (code: number) =>
    [404, 403].map((each) => ({ error_code: each, response_code: code }));

  it.each<[type: string, name: string, value: Json, isUndone: boolean]>([
    ['aws_acm_certificate', 'tags', { by: 'hand' }, false],
    ['aws_apigatewayv2_api', 'cors_configuration', [{ expose_headers: ['x'] }], false],
    ['aws_apigatewayv2_stage', 'stage_variables', { by: 'hand' }, true],
    ['aws_cloudfront_distribution', 'custom_error_response', errors(200), false],
    ['aws_cloudwatch_composite_alarm', 'insufficient_data_actions', ['arn:by-hand'], true],
    ['aws_cloudwatch_log_group', 'tags', { by: 'hand' }, false],
    ['aws_cloudwatch_metric_alarm', 'dimensions', { by: 'hand' }, true],
    ['aws_cloudwatch_metric_alarm', 'insufficient_data_actions', ['arn:by-hand'], true],
    ['aws_cloudwatch_metric_alarm', 'metric_query', [{ id: 'm', period: 60 }], false],
    ['aws_default_security_group', 'tags', { by: 'hand' }, false],
    ['aws_dynamodb_table', 'tags', { by: 'hand' }, false],
    ['aws_iam_role', 'inline_policy', [{ name: 'by-hand', policy: '{"Statement":[]}' }], false],
    ['aws_route53_record', 'records', ['192.0.2.1'], true],
    ['aws_s3_bucket', 'tags', { by: 'hand' }, false],
    ['aws_security_group', 'egress', [{ cidr_blocks: ['0.0.0.0/0'], protocol: '-1' }], false],
    ['aws_sns_topic', 'tags', { by: 'hand' }, false],
    ['aws_ssm_parameter', 'tags', { by: 'hand' }, false],
  ])('shows what somebody changed beside it: %s %s', (type, name, value, isUndone) => {
    const [found, ...others] = changedByHand(type, name, value, isUndone);
    expect(others).toEqual([]);
    expect(found?.address.startsWith(`${type}.`)).toBe(true);
    expect(found?.attributes.some((attribute) => attribute.path.startsWith(name))).toBe(true);
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
            attributes: [{ path: 'x', before: 1, after: undefined, kind: 'value' }],
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
        '    x: 1 → null',
      ].join('\n'),
    );
  });
});
