import type { DataAwsIamPolicyDocumentStatement } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DataAwsIamPolicyDocument } from '@cdktf/provider-aws/lib/data-aws-iam-policy-document';
import { DefaultTokenResolver, StringConcat, Tokenization } from 'cdktf';
import type { Construct } from 'constructs';

/** A statement with the name that it is found again by. */
export type PolicyStatement = DataAwsIamPolicyDocumentStatement & { readonly sid: string };

/**
 * A policy document that others add statements to. Each sid is in it once, as AWS demands: what is
 * added under one that is there has to say the same of more resources, or of more values.
 */
export class GrowingPolicy {
  private readonly statements: PolicyStatement[] = [];
  private readonly document: DataAwsIamPolicyDocument;

  constructor(scope: Construct, id: string, statements: readonly PolicyStatement[]) {
    this.document = new DataAwsIamPolicyDocument(scope, id, { statement: this.statements });
    for (const statement of statements) this.add(statement);
  }

  get json(): string {
    return this.document.json;
  }

  /** @throws Error when the sid already stands for something else. */
  add(statement: PolicyStatement): void {
    const index = this.statements.findIndex(({ sid }) => sid === statement.sid);
    const before = this.statements[index];
    if (before === undefined) this.statements.push(statement);
    else this.statements[index] = this.merged(before, statement);
    this.document.putStatement(this.statements);
  }

  private merged(before: PolicyStatement, added: PolicyStatement): PolicyStatement {
    const resources = this.union(before.resources, added.resources);
    if (this.isSame({ ...before, resources }, { ...added, resources })) {
      return { ...before, resources };
    }
    const condition = this.widened(before.condition, added.condition);
    if (condition !== undefined && this.isSame({ ...before, condition }, { ...added, condition })) {
      return { ...before, condition };
    }
    throw new Error(
      `${this.document.node.path}: sid ${before.sid} must stand for one kind of right, not for two`,
    );
  }

  /** The conditions with both values where one of them differs; undefined where more do. */
  private widened(before: Conditions, added: Conditions): Conditions | undefined {
    if (!Array.isArray(before) || !Array.isArray(added) || before.length !== added.length) {
      return undefined;
    }
    const differing = before.filter((one, index) => !this.isSame(one, added[index]));
    if (differing.length !== 1) return undefined;
    return before.map((one, index) => ({
      ...one,
      values: this.union(one.values, added[index]?.values),
    }));
  }

  private union(left: readonly string[] = [], right: readonly string[] = []): string[] {
    return [...new Map([...left, ...right].map((one) => [this.text(one), one])).values()];
  }

  private isSame(left: unknown, right: unknown): boolean {
    return this.text(left) === this.text(right);
  }

  /** Without tokens: cdktf makes a new one of the same attribute each time that it is asked for. */
  private text(value: unknown): string {
    const resolved: unknown = Tokenization.resolve(value, {
      scope: this.document,
      resolver: new DefaultTokenResolver(new StringConcat()),
      preparing: false,
    });
    return JSON.stringify(resolved);
  }
}

type Conditions = DataAwsIamPolicyDocumentStatement['condition'];
