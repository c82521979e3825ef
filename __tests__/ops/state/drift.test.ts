import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parsePlan } from '../../../src/terraform/plan/terraform-plan';
import { PLAIN } from '../../../src/cli/terminal';
import { driftIn, findDrift, formatDrift, hasDrift } from '../../../src/ops/state/drift';
import { formatJson, type Json } from '../../../src/values/json';
import { parseState } from '../../../src/terraform/state/state-file';
import { FakeBackend } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

/** A plan that found one resource of another form in AWS, of a type of which nothing is known. */
const plan = (change: object) =>
  JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    applyable: false,
    complete: true,
    errored: false,
    resource_drift: [
      {
        ...{ address: 'aws_x.x', mode: 'managed', type: 'aws_x' },
        change: { actions: ['update'], ...change },
      },
    ],
  });

const drifted = (change: { readonly actions?: string[]; before: object; after: object | null }) =>
  driftIn(plan(change)).resources;

describe('driftIn', () => {
  it('is empty for a plan without drift', () => {
    expect(driftIn(plan({ before: { a: 1 }, after: { a: 1 } }))).toEqual({
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
      plan({
        before: { pin: 'old-secret', list: [{ pin: 1 }], arn: 'arn:old-secret' },
        after: { pin: 'new-secret', list: [{ pin: 2 }], arn: 'arn:new-secret' },
        before_sensitive: mask,
        after_sensitive: mask,
      }),
    ).resources;
    expect(JSON.parse(JSON.stringify(changes[0]?.attributes))).toEqual([
      { path: 'arn', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
      { path: 'list[0].pin', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
      { path: 'pin', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
    ]);
  });

  it('refuses what is no plan: nothing is not "no drift"', () => {
    expect(() => driftIn('{}')).toThrow('The file is not a plan');
  });
});

describe('drift that the refresh of an unfinished deploy has taken into the state', () => {
  const finished = parseState(
    stateText({
      resources: [
        { address: 'aws_x.x', attributes: { a: 1, b: 'then', pin: 'old-secret' } },
        { address: 'aws_x.gone', attributes: { a: 1 } },
      ],
    }),
    'the state',
  );
  const resource = (name: string, change: object) => ({
    ...{ address: `aws_x.${name}`, mode: 'managed', type: 'aws_x', change },
  });
  const there = resource('there', { actions: ['no-op'], before: { a: 1 }, after: { a: 1 } });
  const found = (changes: object[], since = finished) =>
    driftIn(
      formatJson({
        ...(JSON.parse(plan({ before: {}, after: {} })) as object),
        resource_drift: [],
        resource_changes: changes,
      }),
      since,
    ).resources;

  it('is what the plan brings back to how it was before that deploy', () => {
    const now = { a: 2, b: 'now', pin: 'new-secret' };
    const mask = { pin: true };
    const masks = { before_sensitive: mask, after_sensitive: mask };
    const wanted = { a: 1, b: 'next', pin: 'old-secret' };
    const changes = found([
      resource('x', { actions: ['update'], before: now, after: wanted, ...masks }),
    ]);
    expect(JSON.parse(JSON.stringify(changes))).toEqual([
      {
        address: 'aws_x.x',
        change: 'changed',
        attributes: [
          { path: 'a', before: 1, after: 2, kind: 'value' },
          { path: 'pin', before: '(sensitive)', after: '(sensitive)', kind: 'value' },
        ],
      },
    ]);
  });

  it('is also one part of an attribute whose other part only AWS gives', () => {
    const then = parseState(
      stateText({
        resources: [{ address: 'aws_x.x', attributes: { backup: [{ enabled: true, days: 35 }] } }],
      }),
      'the state',
    );
    const change = {
      actions: ['update'],
      before: { backup: [{ enabled: false, days: 0 }] },
      after: { backup: [{ enabled: true }] },
      after_unknown: { backup: [{ days: true }] },
    };
    expect(found([resource('x', change)], then)).toEqual([
      {
        address: 'aws_x.x',
        change: 'changed',
        attributes: [
          { path: 'backup[0].days', before: 35, after: 0, kind: 'value' },
          { path: 'backup[0].enabled', before: true, after: false, kind: 'value' },
        ],
      },
    ]);
  });

  it('is no change of the stack that is still to be deployed', () => {
    const before = { a: 1, b: 'then' };
    expect(
      found([resource('x', { actions: ['update'], before, after: { a: 1, b: 'next' } })]),
    ).toEqual([]);
    expect(
      found([resource('new', { actions: ['create'], before: null, after: { a: 1 } })]),
    ).toEqual([]);
  });

  it('is what is gone, unless the stage was destroyed', () => {
    const gone = resource('gone', { actions: ['create'], before: null, after: { a: 1 } });
    expect(found([gone, there])).toEqual([
      { address: 'aws_x.gone', change: 'removed', attributes: [] },
    ]);
    expect(found([gone])).toEqual([]);
  });
});

describe('a stage just deployed, as Terraform reports it', () => {
  const text = readFileSync(path.join(__dirname, 'fixtures', 'fresh-deploy.json'), 'utf8');
  const typesIn = (found: readonly { readonly address: string }[]): string[] =>
    found.map(({ address }) => address.split('.')[0] ?? '').sort();

  const fresh = () => {
    const { resource_drift: found = [], resource_changes: others = [], ...rest } = parsePlan(text);
    return { found, others, rest };
  };

  /** What is found once somebody has set an attribute of the first resource of a type: before the next apply, and after it. */
  function changedByHand(type: string, name: string, value: Json, when: 'before' | 'after') {
    const { found, others, rest } = fresh();
    const resource = found.find((one) => one.type === type);
    if (resource === undefined) throw new Error(`nothing was reported of ${type}`);
    const after = { ...(resource.change.after as Record<string, Json>), [name]: value };
    const refreshed = { ...resource, change: { actions: ['no-op'], before: after, after } };
    const changed = { ...resource, change: { ...resource.change, after } };
    const unchanged = found.filter((one) => one !== resource);
    return driftIn(
      formatJson({
        ...rest,
        resource_drift: when === 'before' ? [...unchanged, changed] : unchanged,
        resource_changes: [...others, refreshed],
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
  const toEverybody = [{ cidr_blocks: ['0.0.0.0/0'], protocol: '-1' }];

  it.each<[type: string, name: string, value: Json]>([
    ['aws_acm_certificate', 'tags', { by: 'hand' }],
    ['aws_apigatewayv2_api', 'cors_configuration', [{ expose_headers: ['x'] }]],
    ['aws_apigatewayv2_stage', 'stage_variables', { by: 'hand' }],
    ['aws_cloudfront_distribution', 'custom_error_response', errors(200)],
    ['aws_cloudfront_distribution', 'default_root_object', 'index.html'],
    ['aws_cloudwatch_composite_alarm', 'insufficient_data_actions', ['arn:by-hand']],
    ['aws_cloudwatch_log_group', 'tags', { by: 'hand' }],
    ['aws_cloudwatch_metric_alarm', 'dimensions', { by: 'hand' }],
    ['aws_cloudwatch_metric_alarm', 'insufficient_data_actions', ['arn:by-hand']],
    ['aws_cloudwatch_metric_alarm', 'metric_query', [{ id: 'm', period: 60 }]],
    ['aws_default_security_group', 'ingress', toEverybody],
    ['aws_default_security_group', 'tags', { by: 'hand' }],
    ['aws_dynamodb_table', 'tags', { by: 'hand' }],
    ['aws_iam_role', 'max_session_duration', 43200],
    ['aws_iam_role', 'tags', { by: 'hand' }],
    ['aws_route53_record', 'records', ['192.0.2.1']],
    ['aws_s3_bucket', 'tags', { by: 'hand' }],
    ['aws_sns_topic', 'tags', { by: 'hand' }],
    ['aws_sns_topic', 'tracing_config', 'Active'],
    ['aws_ssm_parameter', 'tags', { by: 'hand' }],
  ])('shows what somebody changed beside it: %s %s', (type, name, value) => {
    const [found, ...others] = changedByHand(type, name, value, 'before');
    expect(others).toEqual([]);
    expect(found?.address.startsWith(`${type}.`)).toBe(true);
    expect(found?.attributes.map(({ path }) => path.split(/[.[]/)[0])).toContain(name);
  });

  const policy = '{"Statement":[{"Effect":"Allow","Action":"*"}]}';
  const attached = 'arn:aws:iam::aws:policy/AdministratorAccess';

  describe.each(['before', 'after'] as const)('%s the next apply', (when) => {
    it.each<[type: string, name: string, value: Json, path: string, found: Json]>([
      ['aws_apigatewayv2_api', 'ip_address_type', 'dualstack', 'ip_address_type', 'dualstack'],
      ['aws_dynamodb_table', 'ttl', [{ enabled: true }], 'ttl[0].enabled', true],
      [
        'aws_iam_role',
        'inline_policy',
        [{ policy }],
        'inline_policy[0].policy.Statement[0].Action',
        '*',
      ],
      ['aws_iam_role', 'managed_policy_arns', [attached], 'managed_policy_arns[0]', attached],
      ['aws_s3_bucket', 'acceleration_status', 'Enabled', 'acceleration_status', 'Enabled'],
      ['aws_s3_bucket', 'request_payer', 'Requester', 'request_payer', 'Requester'],
      ['aws_s3_bucket', 'website', [{ index_document: 'i' }], 'website[0].index_document', 'i'],
      ['aws_security_group', 'egress', toEverybody, 'egress[0].cidr_blocks[0]', '0.0.0.0/0'],
      ['aws_security_group', 'ingress', toEverybody, 'ingress[0].cidr_blocks[0]', '0.0.0.0/0'],
    ])('shows what no stack has: %s %s', (type, name, value, path, after) => {
      const [found, ...others] = changedByHand(type, name, value, when);
      expect(others).toEqual([]);
      expect(found?.attributes).toContainEqual(expect.objectContaining({ path, after }));
    });
  });

  it.each([
    ['aws_apigatewayv2_api', 'ip_address_type', 'ipv4'],
    ['aws_dynamodb_table', 'ttl', [{ attribute_name: '', enabled: false }]],
    ['aws_s3_bucket', 'request_payer', 'BucketOwner'],
    ['aws_s3_bucket', 'request_payer', ''],
  ])('takes what AWS has by itself for no drift: %s %s', (type, name, value) => {
    expect(changedByHand(type, name, value, 'before')).toEqual([]);
  });

  it('shows a policy that the stack gives to another role', () => {
    const { found, others, rest } = fresh();
    const inline = { name: 'of-another', policy };
    const role = found.find(({ type }) => type === 'aws_iam_role');
    const before = { ...(role?.change.after as object), inline_policy: [inline] };
    const ofAnother = { id: 'another:of-another', role: 'another', ...inline };
    const unchanged = { mode: 'managed', change: { actions: ['no-op'] } };
    const other = { ...unchanged, address: 'aws_iam_role_policy.x', type: 'aws_iam_role_policy' };
    const plan = {
      ...rest,
      resource_changes: [
        ...others,
        { ...other, change: { ...other.change, before: ofAnother } },
        { ...role, change: { ...unchanged.change, before } },
      ],
    };
    expect(driftIn(formatJson(plan)).resources).toMatchObject([
      { attributes: expect.arrayContaining([expect.objectContaining({ after: 'of-another' })]) },
    ]);
  });

  it('shows beside a rule of the stack only what is not its own', () => {
    const { found } = fresh();
    const group = found.find(({ type }) => type === 'aws_security_group')?.change.after;
    const [own] = (group as { readonly egress: Record<string, Json>[] }).egress;
    const opened = [{ ...own, cidr_blocks: ['0.0.0.0/0'] }];
    expect(changedByHand('aws_security_group', 'egress', opened, 'after')).toMatchObject([
      { attributes: [{ path: 'egress[0].cidr_blocks[0]', before: null, after: '0.0.0.0/0' }] },
    ]);
  });

  it.each([
    ['aws_s3_bucket', 'aws_s3_bucket_policy'],
    ['aws_s3_bucket', 'aws_s3_bucket_lifecycle_configuration'],
    ['aws_security_group', 'aws_vpc_security_group_egress_rule'],
    ['aws_iam_role', 'aws_iam_role_policy'],
  ])('shows what fills in %s where the stack has no %s of it', (type, missing) => {
    const { found, others, rest } = fresh();
    const left = others.filter((one) => one.type !== missing);
    const plan = { ...rest, resource_drift: found, resource_changes: left };
    expect(typesIn(driftIn(formatJson(plan)).resources)).toEqual([type]);
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
