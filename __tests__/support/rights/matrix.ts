import {
  boundaryName,
  deployRoleName,
  planRoleName,
  storeRoleName,
} from '../../../src/config/names';
import type { StageConfig } from '../../../src/config/schema';
import type { RoleKind } from '../../../src/deploy-rights/command-rights';
import { ROLE_KINDS } from '../../../src/deploy-rights/command-rights';
import type { SynthesizedStack } from '../stack';
import type { Calls } from './calls';
import { CALLS, SILENT } from './calls';
import type { IamPolicy } from './documents';
import { ACCOUNT, policiesOf } from './documents';
import { commonTargets } from './common-targets';
import type { Context, Target } from './simulate';
import { SimulatedRole } from './simulate';
import { UNSEPARATED, type Whose } from './unseparated';

/** What one role may do with one resource, and what it should. */
export interface Cell {
  readonly stage: string;
  readonly role: RoleKind;
  /** The kind of AWS's reference, or what it is. */
  readonly what: string;
  readonly whose: Whose;
  readonly arn: string;
  readonly allowed: readonly string[];
  readonly expected: readonly string[];
  /** What it may besides, for statements are about the whole stage. */
  readonly tolerated: readonly string[];
}

/** A stage, its stack, and what tells its resources from others. */
export interface MatrixStage {
  readonly stage: StageConfig;
  readonly stack: SynthesizedStack;
}

/** A resource of a stage with what its stage's roles should be able to do. */
export interface StageTarget extends Target {
  readonly what: string;
  readonly context: Context;
  readonly isTagged: boolean;
  readonly expected: Readonly<Record<RoleKind | 'make' | 'create', readonly string[]>>;
}

/** Every role of every stage against every resource of every stage, and of none. */
export async function rightsMatrix(
  access: SynthesizedStack,
  stages: readonly MatrixStage[],
): Promise<Cell[]> {
  const targets = new Map(stages.map((one) => [one.stage.name, targetsOf(one)]));
  const cells: Cell[] = [];
  for (const { stage, stack } of stages) {
    const others = [...targets].filter(([name]) => name !== stage.name).flatMap(([, list]) => list);
    for (const role of ROLE_KINDS) {
      const caller = { stage, role, simulated: roleOf(access, stage.name, role) };
      const own = targets.get(stage.name) ?? [];
      cells.push(
        ...(await ownCells(caller, own, toleratedIn({ stage, stack }, role))),
        ...(await foreignCells(caller, own, others)),
      );
    }
  }
  return cells;
}

interface Caller {
  readonly stage: StageConfig;
  readonly role: RoleKind;
  readonly simulated: SimulatedRole;
}

export function roleOf(access: SynthesizedStack, stage: string, role: RoleKind): SimulatedRole {
  const name = { plan: planRoleName, store: storeRoleName, deploy: deployRoleName }[role](stage);
  return new SimulatedRole(
    `arn:aws:iam::${ACCOUNT}:role/${name}`,
    policiesOf(access, stage, role).values(),
  );
}

/** What a role may do with actions that no statement can limit to a resource. */
export function expectedAnywhere({ stage, stack }: MatrixStage, role: RoleKind): string[] {
  return unique(
    callsIn({ stage, stack })
      .filter(({ calls }) => calls.kind === '*')
      .flatMap(({ calls, removal }) => [
        ...wordsFor(calls, role, removal),
        ...(role === 'deploy' ? words(calls.make) : []),
      ]),
  );
}

/** The types of a stack that nobody has written calls for. */
export const uncalledTypes = (stack: SynthesizedStack): string[] =>
  blocksOf(stack)
    .map(([type]) => type)
    .filter((type) => CALLS[type] === undefined && !SILENT.includes(type));

/** The stage's resources by ARN, each with all that its types take. */
export function targetsOf(one: MatrixStage): StageTarget[] {
  const found = new Map<string, StageTarget>();
  const calls = [
    ...callsIn(one),
    ...commonTargets(one.stage).map((common) => ({ ...common, removal: 'never' as const })),
  ];
  for (const { calls: wanted, arn, context, removal } of calls) {
    if (wanted.kind === '*') continue;
    const key = `${wanted.label ?? wanted.kind} ${arn} ${JSON.stringify(context)}`;
    const before = found.get(key)?.expected;
    found.set(key, {
      what: wanted.label ?? wanted.kind,
      kind: wanted.kind,
      arn,
      context,
      policy: wanted.kind === 'kms:key' ? ACCOUNT_DECIDES : undefined,
      isTagged: wanted.isTagged === true,
      expected: {
        plan: unique([...(before?.plan ?? []), ...wordsFor(wanted, 'plan', removal)]),
        store: unique([...(before?.store ?? []), ...wordsFor(wanted, 'store', removal)]),
        deploy: unique([...(before?.deploy ?? []), ...wordsFor(wanted, 'deploy', removal)]),
        make: unique([...(before?.make ?? []), ...words(wanted.make)]),
        create: unique([...(before?.create ?? []), ...words(wanted.create)]),
      },
    });
  }
  return [...found.values()];
}

async function ownCells(
  { stage, role, simulated }: Caller,
  targets: readonly StageTarget[],
  tolerated: Tolerated,
): Promise<Cell[]> {
  const cells: Cell[] = [];
  for (const target of targets) {
    const { what, arn, expected } = target;
    const cell = { stage: stage.name, role, what, arn };
    const made = makes(target);
    const existing = { ...target.context, ...byCaller(stage), ...OTHER_TAG };
    cells.push({
      ...cell,
      whose: 'own',
      allowed: without(await simulated.allowed(target, [existing]), made),
      expected: expected[role],
      tolerated: tolerated(target.kind, 'own'),
    });
    if (!target.isTagged) continue;
    cells.push({
      ...cell,
      whose: 'new',
      allowed: await simulated.allowed(target, making(made, stage)),
      expected: role === 'deploy' ? unique([...expected.make, ...expected.create]) : [],
      tolerated: tolerated(target.kind, 'new'),
    });
  }
  return cells;
}

/**
 * A statement is about everything of one kind in the stage: so one bucket may be configured as
 * another is.
 */
type Tolerated = (kind: string, whose: 'own' | 'new') => string[];

const toleratedIn =
  ({ stack }: MatrixStage, role: RoleKind): Tolerated =>
  (kind, whose) =>
    unique(
      blocksOf(stack).flatMap(([type, resources]) =>
        (CALLS[type] ?? [])
          .filter((calls) => calls.kind === kind)
          .flatMap((calls) => {
            if (whose === 'new') {
              return role === 'deploy' ? [...words(calls.make), ...words(calls.create)] : [];
            }
            return Object.values(resources).flatMap((block) =>
              wordsFor(calls, role, removalOf(block)),
            );
          }),
      ),
    );

/** What brings one of that kind into being, whichever type of Terraform's does it. */
const makes = ({ kind }: Target): string[] =>
  unique(
    Object.values(CALLS)
      .flat()
      .filter((calls) => calls.kind === kind)
      .flatMap((calls) => words(calls.make)),
  );

/** What does not belong to the caller's stage, tried with every tag that he could send along. */
async function foreignCells(
  { stage, role, simulated }: Caller,
  own: readonly StageTarget[],
  others: readonly StageTarget[],
): Promise<Cell[]> {
  const cells: Cell[] = [];
  const add = async (whose: Whose, target: StageTarget): Promise<void> => {
    const attempts = [{}, OTHER_TAG, tagging(stage)].map((tags) => ({
      ...target.context,
      ...byCaller(stage),
      ...tags,
    }));
    const allowed = without(await simulated.allowed(target, attempts), makes(target));
    const { what, arn } = target;
    const tolerated = unseparated(role, what, whose);
    cells.push({ stage: stage.name, role, what, arn, whose, allowed, expected: [], tolerated });
  };
  const isOwn = new Set(own.map(keyOf));
  const strangers = new Map(
    own.map((one) => [`${one.what} ${Object.keys(one.context).join(' ')}`, unrelated(one, stage)]),
  ).values();
  for (const target of others) if (!isOwn.has(keyOf(target))) await add('another stage', target);
  for (const target of strangers) if (!isOwn.has(keyOf(target))) await add('no stage', target);
  return cells;
}

/** The like in the same account: another name, no tags. */
function unrelated(target: StageTarget, stage: StageConfig): StageTarget {
  const values = Object.keys(target.context).filter((key) => !key.includes('ResourceTag'));
  return {
    ...target,
    arn: target.arn
      .replace(
        /(image-service|images-lego-moc|lego-moc-image-service|ImageMetadata)[^/:]*/g,
        'unrelated',
      )
      .replaceAll(`${stage.name}-`, 'unrelated-')
      .replace(/hostedzone\/\w+/, 'hostedzone/Z1UNRELATED'),
    context: Object.fromEntries(values.map((key) => [key, ['unrelated']])),
  };
}

const unseparated = (role: RoleKind, what: string, whose: Whose): string[] =>
  unique(
    UNSEPARATED.filter((one) => one.on.includes(what) && one.whose.includes(whose)).flatMap(
      ({ actions }) => words(actions[role === 'store' ? 'plan' : role]),
    ),
  );

/** Everything that Terraform and the commands call for a stack, with the ARNs of its resources. */
function callsIn({ stage, stack }: MatrixStage): {
  calls: Calls;
  arn: string;
  context: Context;
  removal: Removal;
}[] {
  const found = [];
  for (const [type, resources] of blocksOf(stack)) {
    for (const [address, block] of Object.entries(resources)) {
      const subject = {
        region: block.provider === 'aws.us-east-1' ? 'us-east-1' : stage.region,
        id: identity(type, address, block, stage.name),
        idOf: (attribute: string) => referred(stack, block[attribute], stage.name),
        recordName: String(block.name).startsWith('${')
          ? `_x1.${stage.imageDomain}`
          : String(block.name),
      };
      for (const calls of CALLS[type] ?? []) {
        if (calls.needs !== undefined && block[calls.needs] === undefined) continue;
        found.push({
          calls,
          arn: calls.arn(subject),
          context: {
            ...calls.context?.(subject),
            ...(calls.isTagged === true && ofStage('ResourceTag', stage)),
          },
          removal: removalOf(block),
        });
      }
    }
  }
  return found;
}

/** A key's policy has to let IAM decide, or no policy of a role does anything. */
const ACCOUNT_DECIDES: IamPolicy = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'AllowAccountToAdminister',
      Effect: 'Allow',
      Principal: { AWS: [`arn:aws:iam::${ACCOUNT}:root`] },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
};

type Removal = 'never' | 'emptied' | 'as it is';

function removalOf(block: Readonly<Record<string, unknown>>): Removal {
  const { prevent_destroy: isKept } = (block.lifecycle ?? {}) as { prevent_destroy?: boolean };
  if (isKept === true) return 'never';
  return block.force_destroy === true ? 'emptied' : 'as it is';
}

function wordsFor(calls: Calls, role: RoleKind, removal: Removal): string[] {
  if (role === 'plan') return words(calls.read);
  if (role === 'store') return [...words(calls.read), ...words(calls.store)];
  return [
    ...words(calls.read),
    ...words(calls.verify),
    ...words(calls.change),
    ...(removal === 'never' ? [] : words(calls.remove)),
    ...(removal === 'emptied' ? words(calls.empty) : []),
  ];
}

/** The attribute that AWS's ARN has of a type; ids are made up for all others. */
const NAMES: Readonly<Record<string, string>> = {
  aws_apigatewayv2_stage: 'name',
  aws_cloudwatch_composite_alarm: 'alarm_name',
  aws_cloudwatch_dashboard: 'dashboard_name',
  aws_cloudwatch_event_rule: 'name',
  aws_cloudwatch_log_delivery_destination: 'name',
  aws_cloudwatch_log_delivery_source: 'name',
  aws_cloudwatch_log_group: 'name',
  aws_cloudwatch_metric_alarm: 'alarm_name',
  aws_dynamodb_table: 'name',
  aws_iam_role: 'name',
  aws_kms_alias: 'name',
  aws_lambda_function: 'function_name',
  aws_s3_bucket: 'bucket',
  aws_sns_topic: 'name',
  aws_sqs_queue: 'name',
  aws_ssm_parameter: 'name',
  aws_wafv2_web_acl: 'name',
};

function identity(
  type: string,
  address: string,
  block: Readonly<Record<string, unknown>>,
  stage: string,
): string {
  const attribute = NAMES[type];
  return attribute === undefined ? `${stage}-${address}` : String(block[attribute]);
}

function referred(stack: SynthesizedStack, value: unknown, stage: string): string {
  const text = String(Array.isArray(value) ? (value as unknown[])[0] : value);
  const [, type = '', address = ''] = /^\$\{(\w+)\.([\w-]+)\./.exec(text) ?? [];
  const block = stack.resource[type]?.[address];
  if (block === undefined) throw new Error(`${text} refers to no resource of the stack`);
  return identity(type, address, block, stage);
}

/** By type, a data source's with `data.` in front. */
const blocksOf = ({ resource, data = {} }: SynthesizedStack) => [
  ...Object.entries(resource),
  ...Object.entries(data).map(([type, blocks]) => [`data.${type}`, blocks] as const),
];

/** The provider's default tags, as AWS sees them on a resource or in a request. */
const ofStage = (key: 'ResourceTag' | 'RequestTag', { name }: StageConfig): Context => ({
  [`aws:${key}/Service`]: 'image-service',
  [`aws:${key}/Stage`]: name,
});

const tagging = (stage: StageConfig): Context => ({
  ...ofStage('RequestTag', stage),
  'aws:RequestTag/Repository': 'lego-moc/image-service',
  'aws:TagKeys': ['ManagedBy', 'Repository', 'Service', 'Stage'],
});

/** A change of tags that leaves alone those that tell stages apart. */
const OTHER_TAG: Context = {
  'aws:RequestTag/Repository': 'renamed',
  'aws:TagKeys': ['Repository'],
};

/** EC2 says with which call a tag comes; nobody else can. */
const making = (make: readonly string[], stage: StageConfig): Context[] => [
  { ...tagging(stage), ...byCaller(stage) },
  ...make.map((action) => ({
    ...tagging(stage),
    ...byCaller(stage),
    'ec2:CreateAction': action.replace('ec2:', ''),
  })),
];

/** What is up to the caller, always to his own advantage. */
const byCaller = (stage: StageConfig): Context => ({
  'acm:DomainNames': [stage.imageDomain],
  'iam:PassedToService': 'lambda.amazonaws.com',
  'iam:PermissionsBoundary': `arn:aws:iam::${ACCOUNT}:policy/${boundaryName(stage.name)}`,
});

const keyOf = ({ what, arn, context }: StageTarget): string =>
  `${what} ${arn} ${JSON.stringify(context)}`;

const without = (list: readonly string[], unwanted: readonly string[]): string[] =>
  list.filter((one) => !unwanted.includes(one));

const words = (text = ''): string[] => text.split(' ').filter((word) => word !== '');

const unique = (list: readonly string[]): string[] => [...new Set(list)].sort();
