import { describe, expect, it } from '@jest/globals';
import { App } from 'cdktf';
import { inspect } from '../src/guardrails/inspect';
import { synthesized } from '../src/synthesized/synthesized';
import { RULES } from '../src/guardrails/rules';
import { WAIVERS } from '../src/guardrails/waivers';
import { stageDashboard } from '../src/ops/dashboard/stage-dashboard';
import { buildModel } from '../src/ops/diagram/build-model';
import { stageAsCommitted } from '../src/ops/diagram/draw-diagram';
import { QUOTAS } from '../src/ops/quotas/quota-table';
import { stageNeeds } from '../src/ops/quotas/stage-needs';
import { isFoundByName } from '../src/ops/recover/by-name';
import { configuredBlocks } from '../src/ops/recover/find-existing';
import { kindOf } from '../src/ops/recover/tagged-kinds';
import { expectedStage } from '../src/ops/verify/expected';
import { ImageServiceStack } from '../src/stacks/image-service-stack';
import { synthesizeAccess } from './support/access';
import { accountOf, config, stage } from './support/config';
import { KNOWN_FUNCTIONS, setFunctions } from './support/known-functions';
import { largeFunction } from './support/large-function';
import { policiesOf } from './support/rights/documents';

const entry = 'examples/hello-function/handler.ts';

// What somebody writes who adds functions, and nothing else: one for each trigger.
setFunctions([
  ...KNOWN_FUNCTIONS,
  { name: 'added', route: 'POST /added', entry, memoryMegabytes: 512, reservedConcurrency: 7 },
  { name: 'nightly', schedule: 'rate(1 day)', entry, timeoutSeconds: 300, network: 'outside' },
  { name: 'resize', objects: { prefix: 'uploads/' }, entry },
]);

const dev = stage('dev');
const ADDED = ['added', 'nightly', 'resize'] as const;
const nameOf = (name: string): string => `image-service-dev-${name}`;

describe('functions that are added to src/functions.ts', () => {
  it('are known to verify: what to look for, their alarms and graphs', () => {
    const { resources, alarms, widgets } = expectedStage(config.shared, dev);
    const functions = resources.filter(({ type }) => type === 'aws_lambda_function');
    expect(functions.map(({ body }) => body)).toEqual([
      expect.objectContaining({ function_name: nameOf('added'), memory_size: 512, timeout: 10 }),
      expect.objectContaining({
        function_name: nameOf('nightly'),
        memory_size: 256,
        timeout: 300,
      }),
      expect.objectContaining({ function_name: nameOf('resize') }),
    ]);
    expect(functions.map(({ body }) => 'vpc_config' in Object(body))).toEqual([true, false, true]);
    const logs = resources.filter(({ body }) =>
      /"name":"\/aws\/lambda\/.*"retention_in_days":14/.test(JSON.stringify(body)),
    );
    expect(logs).toHaveLength(3);
    expect(alarms.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        ...ADDED.map((name) => `lambda-duration-${name}`),
        ...['dead-letters-nightly', 'dead-letters-resize'],
      ]),
    );
    expect([...widgets.values()].join('\n')).toContain('AWS/Lambda Duration');
  });

  it('are on the dashboard, with their alarms', () => {
    const { widgets, alarms } = stageDashboard(config.shared, dev);
    const text = JSON.stringify(widgets);
    for (const name of ADDED) {
      expect(text).toContain(`"FunctionName","${nameOf(name)}"`);
      expect(Object.values(alarms).map((alarm) => alarm.name)).toContain(
        nameOf(`lambda-duration-${name}`),
      );
    }
  });

  it('are drawn, with labelled arrows from what invokes them', () => {
    const { nodes, arrows } = buildModel(stageAsCommitted('dev'));
    const boxes = ADDED.map((name) => `aws_lambda_function ${nameOf(name)}`);
    expect(nodes.map(({ id }) => id)).toEqual(expect.arrayContaining(boxes));
    expect(arrows.filter(({ label }) => label === '')).toEqual([]);
    expect(
      arrows.filter(({ label }) => label === 'invokes').map(({ from, to }) => [from, to]),
    ).toEqual([
      ['aws_s3_bucket images-lego-moc-dev', boxes[2]],
      ['aws_apigatewayv2_api image-service-dev', boxes[0]],
      [`aws_cloudwatch_event_rule ${nameOf('nightly')}`, boxes[1]],
    ]);
    expect(arrows).toContainEqual({
      from: boxes[1],
      to: `aws_sqs_queue ${nameOf('nightly-failures')}`,
      label: 'failures to',
    });
  });

  it('take their part of the quotas', () => {
    const needs = stageNeeds(config.shared, dev);
    const concurrency = QUOTAS.find(({ id }) => id === 'lambda-concurrency');
    // Lambda keeps 100 that nobody can reserve.
    expect(concurrency?.needs(needs)).toBe(107);
  });

  it('are found again when a deploy has failed', () => {
    const blocks = configuredBlocks({ config: accountOf() })(dev);
    const arn = (service: string, rest: string): string =>
      `arn:aws:${service}:us-east-1:123456789012:${rest}`;
    for (const [type, found] of [
      ['aws_lambda_function', arn('lambda', `function:${nameOf('added')}`)],
      ['aws_cloudwatch_event_rule', arn('events', `rule/${nameOf('nightly')}`)],
      ['aws_sqs_queue', arn('sqs', nameOf('nightly-failures'))],
    ] as const) {
      expect(blocks.some((block) => block.type === type)).toBe(true);
      expect(kindOf(found)?.types).toEqual([type]);
    }
    const byName = ['aws_iam_role', 'aws_cloudwatch_log_group', 'aws_lambda_permission'];
    expect(byName.filter((type) => !isFoundByName(type))).toEqual([]);
  });

  it('can be deployed by the role of their stage', () => {
    const { access } = synthesizeAccess([dev]);
    const actions = [...policiesOf(access, 'dev', 'deploy').values()]
      .flat()
      .flatMap((statement) => statement.actions);
    expect(actions).toEqual(
      expect.arrayContaining([
        'events:PutTargets',
        'lambda:AddPermission',
        'lambda:CreateFunction',
        'lambda:PutFunctionConcurrency',
        's3:PutBucketNotification',
        'sqs:CreateQueue',
      ]),
    );
  });

  it('may have code that is too large for a call: its bucket is drawn, and guarded as every other', () => {
    const large = { name: 'large', route: 'GET /large', ...largeFunction() };
    const props = { shared: config.shared, stage: dev, functions: [large] };
    const made = synthesized(new ImageServiceStack(new App(), props));
    expect(buildModel(made).arrows).toContainEqual({
      from: `aws_lambda_function ${nameOf('large')}`,
      to: 'aws_s3_bucket images-lego-moc-dev-code',
      label: 'code from',
    });
    expect(inspect(made, RULES, WAIVERS).findings).toEqual([]);
  });
});
