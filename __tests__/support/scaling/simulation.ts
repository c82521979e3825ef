import { stageNamed } from '../../../src/config/load';
import type { StageConfig } from '../../../src/config/schema';
import { LIMITS } from '../../../src/costs/inputs';
import { metricCount } from '../../../src/constructs/monitoring/widgets';
import { ImageServiceStack } from '../../../src/stacks/image-service-stack';
import { policyLength, synthesizeAccess } from '../access';
import { committed } from '../config';
import type { Statement } from '../rights/documents';
import { documents, policiesOf } from '../rights/documents';
import { ROLE_KINDS } from '../../../src/deploy-rights/command-rights';
import type { SynthesizedStack } from '../stack';
import { manyAlarms, manyFunctions, SIMULATED } from './many-functions';

/** A stage and what the access stack has for it, synthesized. */
export interface SimulatedStage {
  readonly stage: StageConfig;
  readonly stack: ImageServiceStack;
  readonly json: SynthesizedStack;
  readonly access: SynthesizedStack;
}

/** One figure of a synthesized stage, and the limit that it has to keep. */
export interface Measure {
  readonly limit: keyof typeof LIMITS;
  readonly measured: number;
}

const made = new Map<number, SimulatedStage>();

/**
 * Prod under the longest name that a stage may have, with so many functions, each with the simulated alarms;
 * with none of them, as it is committed. Synthesized once.
 */
export function simulate(functions: number = SIMULATED.functions): SimulatedStage {
  const known =
    made.get(functions) ??
    synthesized(
      functions === 0
        ? {}
        : { functions: manyFunctions(functions), alarms: manyAlarms(SIMULATED.alarms) },
    );
  made.set(functions, known);
  return known;
}

/** Prod as it is committed, under the longest name. */
export const asCommitted = (): SimulatedStage => simulate(0);

function synthesized(
  content: Partial<ConstructorParameters<typeof ImageServiceStack>[1]>,
): SimulatedStage {
  const name = 'everything12';
  const stage = { ...stageNamed(committed, 'prod'), name };
  const built: ImageServiceStack[] = [];
  const { access, stages } = synthesizeAccess([stage], {
    build: (app, props) => {
      const stack = new ImageServiceStack(app, { ...props, ...content });
      built.push(stack);
      return stack;
    },
  });
  const [stack] = built;
  const json = stages.get(name);
  if (stack === undefined || json === undefined) throw new Error('the stage was not built');
  return { stage, stack, json, access };
}

/** How many resources of a type a stack has. */
export const countOf = ({ resource }: SynthesizedStack, type: string): number =>
  Object.keys(resource[type] ?? {}).length;

type Body = Readonly<Record<string, unknown>>;

const bodies = ({ resource }: SynthesizedStack, type: string): Body[] =>
  Object.values(resource[type] ?? {});

const largest = (values: Iterable<number>): number => Math.max(0, ...values);

/** What one stage takes of the limits that hold for one resource, or one deploy. */
export function measuresOfStage({ stage, stack, json, access }: SimulatedStage): Measure[] {
  const graphs = stack.monitoring.dashboard.widgets.map((widget) =>
    widget.type === 'metric' ? metricCount(widget) : 0,
  );
  const composites = bodies(json, 'aws_cloudwatch_composite_alarm').map(({ alarm_rule: rule }) =>
    renderedRule(String(rule), json),
  );
  const policies = ROLE_KINDS.map((kind) => [...policiesOf(access, stage.name, kind).values()]);
  const boundaries = [...documents(access, /^(.+)-boundary_document_/).values()];
  const notifications = bodies(json, 'aws_s3_bucket_notification').map(
    ({ lambda_function: of }) => (of as readonly unknown[]).length,
  );
  return [
    ...each(
      json,
      ['routes', 'aws_apigatewayv2_route'],
      ['integrations', 'aws_apigatewayv2_integration'],
    ),
    { limit: 'bucketNotifications', measured: largest(notifications) },
    { limit: 'alarms', measured: alarmsOf(json) },
    {
      limit: 'alarmsOfComposite',
      measured: largest(composites.map((rule) => rule.split(' OR ').length)),
    },
    { limit: 'compositeRule', measured: largest(composites.map((rule) => rule.length)) },
    { limit: 'widgets', measured: graphs.length },
    { limit: 'metricsOfWidget', measured: largest(graphs) },
    { limit: 'metricsOfDashboard', measured: graphs.reduce((sum, count) => sum + count, 0) },
    { limit: 'inlinePolicies', measured: longest(documents(json, /(.*permissions)_/)) },
    {
      limit: 'trustPolicy',
      measured: largest([json, access].map((of) => longest(documents(of, /(.*trust)_/)))),
    },
    {
      limit: 'managedPolicy',
      measured: largest([...policies.flat(), ...boundaries].map(policyLength)),
    },
    { limit: 'managedPoliciesOfRole', measured: largest(policies.map(({ length }) => length)) },
    { limit: 'functionPolicy', measured: largest(functionPolicies(json)) },
    { limit: 'functionEnvironment', measured: largest(environments(json)) },
    {
      limit: 'roleName',
      measured: largest(
        [...bodies(json, 'aws_iam_role'), ...bodies(access, 'aws_iam_role')].map(
          ({ name }) => String(name).length,
        ),
      ),
    },
    { limit: 'tags', measured: Object.keys(defaultTags(json)).length },
  ];
}

/** What one stage takes of the limits that all stages of an account share. */
export function measuresOfAccount({ json, access }: SimulatedStage): Measure[] {
  return [
    ...each(
      json,
      ['vpcs', 'aws_vpc'],
      ['cachePolicies', 'aws_cloudfront_cache_policy'],
      ['responseHeadersPolicies', 'aws_cloudfront_response_headers_policy'],
      ['originAccessControls', 'aws_cloudfront_origin_access_control'],
      ['distributions', 'aws_cloudfront_distribution'],
    ),
    { limit: 'alarms', measured: alarmsOf(json) },
    { limit: 'roles', measured: countOf(json, 'aws_iam_role') + countOf(access, 'aws_iam_role') },
    { limit: 'managedPolicies', measured: countOf(access, 'aws_iam_policy') },
  ];
}

const each = (
  json: SynthesizedStack,
  ...limits: readonly (readonly [limit: keyof typeof LIMITS, type: string])[]
): Measure[] => limits.map(([limit, type]) => ({ limit, measured: countOf(json, type) }));

const alarmsOf = (json: SynthesizedStack): number =>
  countOf(json, 'aws_cloudwatch_metric_alarm') + countOf(json, 'aws_cloudwatch_composite_alarm');

/** A trust policy has no resources; here it has none of them, which is 14 characters more. */
const longest = (policies: ReadonlyMap<string, readonly Partial<Statement>[]>): number =>
  largest(
    [...policies.values()].map((statements) =>
      policyLength(statements.map((one) => ({ resources: [], ...one }) as Statement)),
    ),
  );

/** The rule as Terraform will evaluate it: `${format("ALARM(\"%s\")", …alarm_name)} OR …`. */
const renderedRule = (rule: string, json: SynthesizedStack): string =>
  rule.replace(
    /\$\{format\("ALARM\(\\"%s\\"\)", ([\w-]+)\.([\w-]+)\.alarm_name\)\}/g,
    (_, type: string, id: string) => `ALARM("${String(json.resource[type]?.[id]?.alarm_name)}")`,
  );

/** Bytes of each function's policy, a statement for each permission, in which ARNs have 200 characters. */
function functionPolicies(json: SynthesizedStack): number[] {
  const arn = 'a'.repeat(200);
  const sizes = new Map<string, number>();
  for (const permission of bodies(json, 'aws_lambda_permission')) {
    const statement = {
      Sid: permission.statement_id,
      Effect: 'Allow',
      Principal: { Service: permission.principal },
      Action: permission.action,
      Resource: arn,
      Condition: { ArnLike: { 'AWS:SourceArn': arn }, StringEquals: { 'AWS:SourceAccount': '' } },
    };
    const name = String(permission.function_name);
    sizes.set(name, (sizes.get(name) ?? 0) + JSON.stringify(statement).length);
  }
  return [...sizes.values()];
}

const environments = (json: SynthesizedStack): number[] =>
  bodies(json, 'aws_lambda_function').map(({ environment }) => {
    const { variables } = environment as { readonly variables: Readonly<Record<string, string>> };
    return Object.entries(variables).join('').length;
  });

function defaultTags({ provider }: SynthesizedStack): Body {
  const [{ default_tags: tags } = {}] = provider.aws ?? [];
  const [{ tags: all }] = tags as readonly [{ readonly tags: Body }];
  return all;
}
