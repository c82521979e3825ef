import { z } from 'zod';
import type { LockedProvider } from '../lock-file';
import { pathText } from '../../values/text';
import { exitCodeOf } from './gate';
import { KINDS } from './kinds';
import { costSummary } from './plan-costs';
import { fullAddress, type ResourceView } from './plan-view';
import type { PlanReport } from './render-plan';
import { COUNTS, summaryOf, type Summary } from './summary';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().min(0);
const counts = Object.fromEntries(COUNTS.map((name) => [name, count])) as Record<
  keyof Summary,
  typeof count
>;

const resourceRecord = z.object({
  address: z.string(),
  type: z.string(),
  /** The gravest first: destroy, replace, add, change, import, move, forget. */
  kinds: z.array(z.enum(KINDS)),
  movedFrom: z.string().optional(),
  reason: z.string().optional(),
  /** Names only: no value ever reaches this file. */
  attributes: z.array(z.string()),
  /** US dollars a month that it will cost more than now, used or not. @default 0 */
  costChange: z.number().optional(),
});

/** What proves that an apply meets what the plan was made for. */
const identitySchema = z.object({
  /** The AWS account. */
  account: z.string(),
  /** Of cdk.tf.json. */
  configurationSha256: sha256,
  /** Of the provider lock file. */
  lockFileSha256: sha256,
  /** Of the binary plan. */
  planSha256: sha256,
  /** The state that the plan starts from; null when there was none. */
  state: z.object({ lineage: z.string(), serial: count }).nullable(),
});

/** `plan.json`: the plan for programs. docs/plans.md describes it. */
export const planRecordSchema = z.object({
  formatVersion: z.literal(1),
  stage: z.string(),
  exitCode: z.union([z.literal(0), z.literal(2), z.literal(3)]),
  summary: z.object(counts),
  summaryLine: z.string(),
  /** US dollars a month, whatever is used; records of older versions have none. */
  fixedCost: z.object({ added: z.number().min(0), removed: z.number().min(0) }).optional(),
  /** Whether plan.md is shortened; plan.full.md then holds everything. */
  isShortened: z.boolean(),
  resources: z.array(resourceRecord),
  outputs: z.array(z.string()),
  /** What changed outside and the plan reacts to. */
  drift: z.array(resourceRecord),
  /** What else differs from the state, without effect on the plan. */
  refreshed: z.array(resourceRecord),
  deferred: z.array(z.string()),
  /** Stateful resources that the plan destroys or no longer protects. */
  losses: z.array(z.object({ address: z.string(), type: z.string(), isAllowed: z.boolean() })),
  /** Settings of the last deploy that are other ones here. */
  settings: z.array(z.object({ variable: z.string(), isGiven: z.boolean() })),
  /** The addresses given with --allow-destroy. */
  allowDestroy: z.array(z.string()),
  commit: z.object({ sha: z.string(), isModified: z.boolean() }).optional(),
  terraformVersion: z.string(),
  providers: z.array(z.object({ source: z.string(), version: z.string() })),
  plannedAt: z.string().optional(),
  /** Absent when the plan was made by others and only rendered here: it cannot be applied. */
  identity: identitySchema.optional(),
});

export type PlanRecord = z.infer<typeof planRecordSchema>;
export type PlanIdentity = z.infer<typeof identitySchema>;
export type PlannedState = PlanIdentity['state'];

/** The machine summary of a plan. */
export function planRecord(
  report: PlanReport,
  extra: {
    readonly summaryLine: string;
    readonly isShortened: boolean;
    readonly allowDestroy: readonly string[];
    readonly identity?: PlanIdentity | undefined;
  },
): PlanRecord {
  const { view, losses, settings, context } = report;
  return planRecordSchema.parse({
    formatVersion: 1,
    stage: context.scope,
    exitCode: exitCodeOf(view, losses),
    summary: summaryOf(view),
    fixedCost: costSummary(view.resources),
    resources: view.resources.map(resourceOf),
    outputs: view.outputs.map(({ name }) => name),
    drift: view.drift.map(resourceOf),
    refreshed: view.refreshed.map(resourceOf),
    deferred: view.deferred.map(({ address }) => address),
    losses: losses.map(({ resource, isAllowed }) => ({
      address: resource.address,
      type: resource.type,
      isAllowed,
    })),
    settings: settings.map(({ variable, isGiven }) => ({ variable, isGiven })),
    commit: context.commit,
    terraformVersion: view.terraformVersion,
    providers: context.providers.map(({ source, version }: LockedProvider) => ({
      source,
      version,
    })),
    plannedAt: view.plannedAt,
    ...extra,
  });
}

function resourceOf(resource: ResourceView): z.infer<typeof resourceRecord> {
  const { type, kinds, movedFrom, reason, attributes, costChange } = resource;
  return {
    address: fullAddress(resource),
    type,
    kinds: [...kinds],
    ...(movedFrom !== undefined && { movedFrom }),
    ...(reason !== undefined && { reason }),
    attributes: attributes.map(({ path }) => pathText(path)),
    ...(costChange !== 0 && { costChange }),
  };
}
