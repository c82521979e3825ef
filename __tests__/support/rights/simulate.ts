import type { Simulation } from '@cloud-copilot/iam-simulate';
import { runSimulation, runUnsafeSimulation } from '@cloud-copilot/iam-simulate';
import type { IamPolicy, Statement } from './documents';
import { ACCOUNT, renderPolicy } from './documents';
import type { ResourceKind } from './reference';
import { actionsOn, keysOf, knownAction } from './reference';

/** Condition keys of a request and their values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** What a request is about. */
export interface Target {
  readonly kind: ResourceKind;
  readonly arn: string;
  /** The policy that the resource itself has. */
  readonly policy?: IamPolicy | undefined;
}

/** A role by its policies, with what it asks of resources that its statements name. */
export class SimulatedRole {
  private readonly statements: IamPolicy['Statement'];
  private readonly byAction = new Map<string, IamPolicy['Statement']>();
  private readonly decided = new Map<string, boolean>();

  constructor(
    private readonly arn: string,
    policies: Iterable<readonly Statement[]>,
  ) {
    this.statements = [...policies].flatMap((policy) => renderPolicy(policy).Statement);
  }

  /** The actions that the role may call on the target in at least one of the contexts. */
  async allowed(target: Target, contexts: readonly Context[]): Promise<string[]> {
    const found = [];
    for (const action of await this.actionsFor(target.kind)) {
      for (const context of contexts) {
        if (!(await this.may(action, target, context))) continue;
        found.push(action);
        break;
      }
    }
    return found;
  }

  /** Whether IAM allows one call. Of the context it sees what AWS sends with such a call. */
  async may(action: string, target: Target, context: Context): Promise<boolean> {
    const keys = await keysOf(action, target.kind);
    // Of what its reference lacks, nobody knows what AWS sends along: everything, or nothing.
    const sent = keys === undefined ? [context, {}] : [known(context, keys)];
    for (const one of sent) if (await this.decide(action, target, one)) return true;
    return false;
  }

  /** The same, whatever the reference says of the context. */
  async decide(action: string, target: Target, context: Context): Promise<boolean> {
    // Most calls end here: no statement is about the resource.
    const statements = this.naming(action).filter(({ Resource }) =>
      [Resource].flat().some((pattern) => covers(pattern, target.arn, '')),
    );
    if (statements.length === 0) return false;
    // All of them are about the resource, so which one it is makes no difference any more.
    const numbers = statements.map((one) => this.statements.indexOf(one));
    const key = JSON.stringify([action, numbers, context, target.policy !== undefined]);
    const decision =
      this.decided.get(key) ?? (await this.simulate(action, target, context, statements));
    this.decided.set(key, decision);
    return decision;
  }

  private async simulate(
    action: string,
    target: Target,
    context: Context,
    statements: IamPolicy['Statement'],
  ): Promise<boolean> {
    const simulation: Simulation = {
      request: {
        principal: this.arn,
        action,
        resource: { resource: target.arn, accountId: ACCOUNT },
        contextVariables: context as Record<string, string | string[]>,
      },
      identityPolicies: [{ name: 'all', policy: { Version: '2012-10-17', Statement: statements } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    };
    // The other one knows no resources of HTTP APIs, and takes twenty milliseconds; this one no resource's policy.
    if (target.policy === undefined) return runUnsafeSimulation(simulation, {}) === 'Allowed';
    const result = await runSimulation({ ...simulation, resourcePolicy: target.policy }, {});
    if (result.resultType === 'error') throw new Error(`${action}: ${result.errors.message}`);
    return result.overallResult === 'Allowed';
  }

  /** The actions of statements that AWS cannot limit to a resource, and those that its reference lacks. */
  async unlimited(): Promise<string[]> {
    const found = new Set<string>();
    for (const action of this.statements.flatMap(({ Action }) => Action)) {
      if ((await knownAction(action))?.knowsResources === false) found.add(action);
    }
    return [...found].sort();
  }

  private async actionsFor(kind: ResourceKind): Promise<string[]> {
    return (await actionsOn(kind)).filter((action) => this.naming(action).length > 0);
  }

  private naming(action: string): IamPolicy['Statement'] {
    const found =
      this.byAction.get(action) ??
      this.statements.filter(({ Action }) =>
        [Action].flat().some((pattern) => covers(pattern, action)),
      );
    this.byAction.set(action, found);
    return found;
  }
}

const compiled = new Map<string, RegExp>();

/** As IAM compares: a star stands for anything, a question mark for one character. */
export function covers(pattern: string, text: string, flags = 'i'): boolean {
  const key = flags + pattern;
  const known = compiled.get(key);
  if (known !== undefined) return known.test(text);
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  compiled.set(key, new RegExp(`^${source}$`, flags));
  return covers(pattern, text, flags);
}

/** AWS leaves out the keys that the action does not know on that type of resource. */
export const known = (context: Context, keys: ReadonlySet<string>): Context =>
  Object.fromEntries(
    Object.entries(context).filter(([key]) =>
      keys.has(key.replace(/^(\w+:\w*Tag\/).*/, '$1${TagKey}')),
    ),
  );
