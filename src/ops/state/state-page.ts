import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { buildStack } from '../../app';
import { loadConfig } from '../../config/load';
import { UserError } from '../../config/user-error';
import { PLAIN } from '../../cli/terminal';
import { formatTime } from '../../cli/times';
import { encoder } from '../../pages/encoded';
import { stateLink } from '../../pages/state-link';
import type {
  PageDrift,
  PageResource,
  PageStack,
  PageVersion,
  StatePage,
} from '../../pages/state-page';
import { RESOURCE_TYPES } from '../../resource-types';
import { synthesizedStack } from '../../synthesized/synthesized';
import { shellWord } from '../../system/shell-word';
import type { Stack, StateContext } from '../../terraform/state/context';
import { allStacks, requireAccountOf, stackOf } from '../../terraform/state/context';
import type { StateResource, TerraformState } from '../../terraform/state/state-file';
import {
  managed,
  markedAttributes,
  markedOutputs,
  secretsOf,
} from '../../terraform/state/state-file';
import { NOTES } from '../../values/differences';
import { jsonOrNothing, type Json } from '../../values/json';
import { mark, MASK, type IsSecret, type Marked } from '../../values/mask';
import { valueText } from '../../values/text';
import { drawMap } from '../diagram/draw-map';
import { groupOf } from '../diagram/ownership';
import { consoleUrl } from './console-url';
import { describeResource } from './describe-resource';
import { notesOf, readHistory } from './history';
import { listStack, type ListedStack } from './list';

export interface StatePageOptions {
  /** @default every stack of the account */
  readonly stages: readonly string[];
  readonly versions: number;
  /** What `ops state drift --json` printed. @default none */
  readonly driftFile?: string | undefined;
}

interface Found {
  readonly stack: Stack;
  readonly listed: ListedStack;
  readonly history: Awaited<ReturnType<typeof readHistory>>;
  readonly drift: DriftOfStack | undefined;
}

/**
 * What the page of states shows: every stack with its versions, sensitive values masked.
 * @throws UserError for a stage that is none, or a file of drift that is none.
 */
export async function statePage(
  context: StateContext,
  { stages, versions, driftFile }: StatePageOptions,
  now: Date = new Date(),
): Promise<StatePage> {
  const drift = driftFile === undefined ? [] : readDrift(driftFile);
  const stacks =
    stages.length === 0
      ? allStacks(context.config)
      : stages.map((stage) => stackOf(context.config, stage));
  if (stages.length > 0) for (const stack of stacks) await requireAccountOf(context, stack);
  const found = await Promise.all(
    stacks.map(async (stack) => ({
      stack,
      listed: await listStack(context, stack),
      history: await readHistory(context, stack, versions),
      drift: drift.find((one) => one.stack === stack.name),
    })),
  );
  // What one state calls secret is so in all of them.
  const isSecret = secretsOf(
    ...found.flatMap(({ history }) => history.map(({ object }) => object?.state)),
  );
  const pool = new ResourcePool(isSecret);
  const pages: PageStack[] = [];
  // One after the other: a layout takes all of a core.
  for (const one of found) pages.push(await pageStack(context, one, pool, isSecret));
  const elsewhere = stages.length === 0 ? context.config.elsewhere : [];
  return {
    drawn: formatTime(now),
    resources: pool.resources,
    stacks: [
      ...pages,
      ...elsewhere.map(({ name, accountId }) => ({
        scope: name,
        stack: name,
        problems: [],
        absence: `in AWS account ${accountId ?? 'unknown'}`,
        map: '',
        versions: [],
      })),
    ],
  };
}

async function pageStack(
  context: StateContext,
  { stack, listed, history, drift }: Found,
  pool: ResourcePool,
  isSecret: IsSecret,
): Promise<PageStack> {
  const region = stack.stage?.region ?? context.config.shared.stateRegion;
  const newest = history[0]?.object?.state;
  const { lock, problem, state } = listed;
  return {
    scope: stack.scope,
    stack: stack.name,
    problems: problem === undefined ? [] : [problem],
    ...(history.length === 0 && { absence: 'not deployed' }),
    ...(lock !== undefined && {
      lock: { who: lock.Who, since: lock.Created, operation: lock.Operation, id: lock.ID },
    }),
    ...(state?.writtenBy !== undefined && { writtenBy: state.writtenBy }),
    ...(drift !== undefined && { drift: drift.resources.map((one) => pageDrift(one, isSecret)) }),
    map: newest === undefined ? '' : await mapOf(context, stack, newest, isSecret),
    versions: history.map(({ entry, object }): PageVersion => {
      const { versionId, written, serial, terraformVersion, added, changed, removed } = entry;
      return {
        id: versionId,
        written: formatTime(written),
        notes: notesOf(entry, PLAIN),
        ...(serial !== undefined && { serial }),
        ...(terraformVersion !== undefined && { terraformVersion }),
        ...(added !== undefined &&
          changed !== undefined &&
          removed !== undefined && { changes: { added, changed, removed } }),
        resources: object === undefined ? [] : pool.add(object.state, region),
      };
    }),
  };
}

async function mapOf(
  { env }: StateContext,
  { name, scope }: Stack,
  state: TerraformState,
  isSecret: IsSecret,
): Promise<string> {
  const code = synthesizedStack(
    buildStack(loadConfig(env === undefined ? {} : { env }), name),
    name,
  );
  const known = managed(state).map((resource) => ({
    address: resource.address,
    type: resource.type,
    name: describeResource(markedAttributes(resource, isSecret)).name || undefined,
  }));
  return drawMap(code, {
    known,
    isWhole: false,
    shown: (text) => (isSecret(text) ? MASK : text),
    linkOf: ([resource]) =>
      resource && { href: stateLink({ scope, address: resource.address }), className: 'box' },
  });
}

/** The resources of all versions, each content once. */
class ResourcePool {
  readonly resources: PageResource[] = [];
  private readonly indexes = new Map<string, number>();
  private readonly encode = encoder();

  constructor(private readonly isSecret: IsSecret) {}

  /** Adds what a state knows. Returns the indexes. */
  add(state: TerraformState, region: string): number[] {
    const outputs = this.put({
      address: 'outputs',
      type: 'output',
      group: 'Outputs',
      name: '',
      arn: '',
      isTainted: false,
      attributes: this.encode(markedOutputs(state, this.isSecret)),
    });
    return [...state.resources.map((one) => this.put(this.pageResource(one, region))), outputs];
  }

  private pageResource(resource: StateResource, region: string): PageResource {
    const { address, type, tainted, mode } = resource;
    const attributes = markedAttributes(resource, this.isSecret) ?? null;
    const described = describeResource(attributes);
    const data = RESOURCE_TYPES.get(type)?.data ?? 'none';
    const url = Object.values(described).includes(MASK)
      ? undefined
      : consoleUrl(type, { ...described, region });
    return {
      address,
      type,
      group: mode === 'data' ? 'Data sources' : groupOf(type),
      name: described.name,
      arn: described.arn,
      isTainted: tainted,
      ...(mode === 'managed' && data !== 'none' && { holds: data.noun }),
      ...(mode === 'managed' && url !== undefined && { consoleUrl: url }),
      attributes: this.encode(attributes),
    };
  }

  private put(resource: PageResource): number {
    const content = JSON.stringify(resource);
    const known = this.indexes.get(content);
    if (known !== undefined) return known;
    this.indexes.set(content, this.resources.length);
    return this.resources.push(resource) - 1;
  }
}

const value = z.custom<Json>().optional();

/** What this page reads of `ops state drift --json`. */
const driftSchema = z.array(
  z.object({
    stack: z.string(),
    resources: z.array(
      z.object({
        address: z.string(),
        change: z.enum(['added', 'removed', 'changed']),
        attributes: z.array(
          z.object({
            path: z.string(),
            before: value,
            after: value,
            kind: z.enum(['value', 'order', 'unset', 'form', 'sensitivity']),
          }),
        ),
      }),
    ),
  }),
);

type DriftOfStack = z.infer<typeof driftSchema>[number];

function readDrift(file: string): DriftOfStack[] {
  const { data } = driftSchema.safeParse(jsonOrNothing(readText(file)));
  if (data !== undefined) return data;
  throw unusable(file, 'is of another kind');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw unusable(file, `cannot be read (${(error as NodeJS.ErrnoException).code ?? ''})`);
  }
}

const unusable = (file: string, fault: string): UserError =>
  new UserError(
    `The file of --drift, ${file}, ${fault}: it must be what \`./ops state drift --json\` prints. Write it: ./ops state drift --json > ${shellWord(file)}`,
  );

function pageDrift(
  { address, change, attributes }: DriftOfStack['resources'][number],
  isSecret: IsSecret,
): PageDrift {
  const shown = (side: Marked | undefined): string => valueText(mark(side, { isSecret }));
  return {
    address,
    isGone: change === 'removed',
    attributes: attributes.map(({ path, before, after, kind }) => {
      const note = NOTES[kind];
      return {
        path,
        before: shown(before),
        after: shown(after),
        ...(note !== undefined && { note }),
      };
    }),
  };
}
