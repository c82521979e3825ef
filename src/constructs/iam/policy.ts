import { isDeepStrictEqual } from 'node:util';
import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsPartition } from '@cdktf/provider-aws/lib/data-aws-partition';
import { DefaultTokenResolver, StringConcat, TerraformStack, Tokenization } from 'cdktf';
import type { Construct } from 'constructs';
import type { Condition } from '../../resource-types/scope';

/** A statement of an IAM policy, with the Sid that it is found again by. */
export interface Statement {
  readonly sid: string;
  /** @default Allow */
  readonly effect?: 'Deny';
  /** Only of policies on resources and of trust policies. */
  readonly principals?: readonly { readonly type: string; readonly identifiers: string[] }[];
  readonly actions: readonly string[];
  /** Left out in trust policies alone. */
  readonly resources?: readonly string[];
  /** @default none */
  readonly conditions?: readonly Condition[];
}

/** A role or user that policies of others can give statements to. */
export interface Grantable {
  addToPolicy(statement: Statement): void;
}

/** The principal `*`: everybody, whom conditions limit, or whom a statement denies. */
export const EVERYBODY = [{ type: '*', identifiers: ['*'] }];

/**
 * A policy document that others add statements to. Each Sid is in it once, as AWS demands: a
 * statement added under one that is there has to say the same of more resources, or of more values.
 */
export class Policy {
  private readonly statements: Statement[] = [];
  private readonly document: DataAwsIamPolicyDocument;

  constructor(scope: Construct, id: string, statements: readonly Statement[]) {
    this.document = new DataAwsIamPolicyDocument(scope, id);
    for (const statement of statements) this.add(statement);
  }

  get json(): string {
    return this.document.json;
  }

  /** @throws Error when the Sid already stands for something else. */
  add(statement: Statement): void {
    const index = this.statements.findIndex(({ sid }) => sid === statement.sid);
    const before = this.statements[index];
    if (before === undefined) this.statements.push(statement);
    else this.statements[index] = this.merged(before, statement);
    this.document.putStatement(this.statements.map(written));
  }

  private merged(before: Statement, added: Statement): Statement {
    const resources = this.union(before.resources, added.resources);
    if (this.isSame({ ...before, resources }, { ...added, resources })) {
      return { ...before, resources };
    }
    const conditions = this.widened(before.conditions, added.conditions);
    if (
      conditions !== undefined &&
      this.isSame({ ...before, conditions }, { ...added, conditions })
    ) {
      return { ...before, conditions };
    }
    throw new Error(
      `${this.document.node.path}: sid ${before.sid} must stand for one kind of right, not for two`,
    );
  }

  /** The conditions with both values where one of them differs; undefined where more do. */
  private widened(
    before: readonly Condition[] = [],
    added: readonly Condition[] = [],
  ): Condition[] | undefined {
    if (before.length !== added.length) return undefined;
    const differing = before.filter((one, index) => !this.isSame(one, added[index]));
    if (differing.length !== 1) return undefined;
    return before.map((one, index) => ({
      ...one,
      values: this.union(one.values, added[index]?.values),
    }));
  }

  private union(left: readonly string[] = [], right: readonly string[] = []): string[] {
    return [...new Map([...left, ...right].map((one) => [this.resolved(one), one])).values()];
  }

  private isSame(left: unknown, right: unknown): boolean {
    return isDeepStrictEqual(this.resolved(left), this.resolved(right));
  }

  /** Without tokens: cdktf makes a new one of the same attribute each time that it is asked for. */
  private resolved(value: unknown): unknown {
    return Tokenization.resolve(value, {
      scope: this.document,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    });
  }
}

/** The statement as the provider takes it. */
function written(statement: Statement): DataAwsIamPolicyDocumentStatement {
  const { actions, resources, principals, conditions = [], ...rest } = statement;
  return {
    ...rest,
    ...(principals !== undefined && { principals: [...principals] }),
    actions: [...actions],
    ...(resources !== undefined && { resources: [...resources] }),
    ...(conditions.length > 0 && {
      condition: conditions.map((one) => ({ ...one, values: [...one.values] })),
    }),
  };
}

/** The id of the account that a construct is deployed to, from the stack's one data source. */
export const accountOf = (scope: Construct): string =>
  inStack(scope, 'account', (stack, id) => new DataAwsCallerIdentity(stack, id)).accountId;

/** The partition of AWS that a construct is deployed to, from the stack's one data source. */
export const partitionOf = (scope: Construct): string =>
  inStack(scope, 'partition', (stack, id) => new DataAwsPartition(stack, id)).partition;

/** The stack's child of that id, made by the first who asks. */
function inStack<T extends Construct>(
  scope: Construct,
  id: string,
  make: (stack: TerraformStack, id: string) => T,
): T {
  const stack = TerraformStack.of(scope);
  return (stack.node.tryFindChild(id) as T | undefined) ?? make(stack, id);
}
