import type { RoleKind } from '../../../src/deploy-rights/command-rights';
import type { SynthesizedStack } from '../stack';

/** The account of every simulation, in place of the token that a synthesized document has for it. */
export const ACCOUNT = '111122223333';

/** One statement of a synthesized policy document. */
export interface Statement {
  readonly sid: string;
  readonly effect?: 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals?: readonly {
    readonly type: string;
    readonly identifiers: readonly string[];
  }[];
  readonly condition?: readonly {
    readonly test: string;
    readonly variable: string;
    readonly values: readonly string[];
  }[];
}

/** A statement as IAM has it. */
export interface IamStatement {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: string | readonly string[];
  readonly Resource: string | readonly string[];
  readonly Principal?: Readonly<Record<string, readonly string[]>>;
  readonly Condition?: Readonly<
    Record<string, Readonly<Record<string, string | readonly string[]>>>
  >;
}

export interface IamPolicy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly IamStatement[];
}

/** What the provider makes of a document, in the account of the simulations. */
export function renderPolicy(statements: readonly Statement[]): IamPolicy {
  const policy: IamPolicy = { Version: '2012-10-17', Statement: statements.map(renderStatement) };
  const text = JSON.stringify(policy)
    .replace(/\$\{data\.aws_partition\.[^}]+\}/g, 'aws')
    .replace(/\$\{[^}]+\}/g, ACCOUNT);
  return JSON.parse(text) as IamPolicy;
}

/** The statements of a role's policies, by policy. */
export function policiesOf(
  access: SynthesizedStack,
  stage: string,
  kind: RoleKind,
): ReadonlyMap<string, readonly Statement[]> {
  return documents(access, new RegExp(`^${stage}-access_${kind}_(\\w+)-document_`));
}

/** By what the pattern's group matches of their addresses. */
export function documents(
  stack: SynthesizedStack,
  address: RegExp,
): ReadonlyMap<string, readonly Statement[]> {
  const found = new Map<string, readonly Statement[]>();
  for (const [id, document] of Object.entries(stack.data?.aws_iam_policy_document ?? {})) {
    const name = address.exec(id)?.[1];
    if (name !== undefined) found.set(name, document.statement as Statement[]);
  }
  return found;
}

function renderStatement(statement: Statement): IamStatement {
  const { sid, effect = 'Allow', actions, resources, principals, condition = [] } = statement;
  const conditions: Record<string, Record<string, string | readonly string[]>> = {};
  for (const { test, variable, values } of condition) {
    (conditions[test] ??= {})[variable] = oneOrMore(values);
  }
  return {
    Sid: sid,
    Effect: effect,
    Action: oneOrMore(actions),
    Resource: oneOrMore(resources),
    ...(principals !== undefined && {
      Principal: Object.fromEntries(principals.map(({ type, identifiers }) => [type, identifiers])),
    }),
    ...(condition.length > 0 && { Condition: conditions }),
  };
}

const oneOrMore = (values: readonly string[]): string | readonly string[] =>
  values.length === 1 ? (values[0] ?? '') : values;
