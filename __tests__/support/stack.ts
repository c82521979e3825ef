import type { App } from 'cdktf';
import { DefaultTokenResolver, StringConcat, TerraformStack, Testing, Tokenization } from 'cdktf';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';

type Properties = Readonly<Record<string, unknown>>;
type Blocks = Readonly<Record<string, Readonly<Record<string, Properties>>>>;

/** What of `cdk.tf.json` the tests look at. */
export interface SynthesizedStack {
  readonly resource: Blocks;
  readonly data?: Blocks;
  readonly output?: Readonly<Record<string, Properties>>;
  readonly provider: Readonly<Record<string, readonly Properties[]>>;
  readonly terraform: Properties & { readonly backend: Properties };
}

/** An empty stack with a provider, for trying one construct. */
export function testStack(): TerraformStack {
  const stack = new TerraformStack(Testing.app(), 'test');
  new AwsProvider(stack, 'aws', { region: 'us-east-1' });
  return stack;
}

/** A fresh app with cdktf's own settings of tests: no version, no random names. */
export function testApp(): App {
  return Testing.app();
}

/** The stack's JSON, its validations run. */
export function synthesize(stack: TerraformStack): SynthesizedStack {
  return JSON.parse(Testing.synth(stack, true)) as SynthesizedStack;
}

/** The one resource of that type. */
export function only(stack: SynthesizedStack, type: string): Properties {
  const [found, ...more] = Object.values(stack.resource[type] ?? {});
  if (found === undefined || more.length > 0) throw new Error(`expected exactly one ${type}`);
  return found;
}

/** The statements of all policy documents, by sid. */
export function statements(stack: SynthesizedStack): Readonly<Record<string, Properties>> {
  const documents = Object.values(stack.data?.aws_iam_policy_document ?? {});
  const all = documents.flatMap((document) => document.statement as Properties[]);
  return Object.fromEntries(all.map((statement) => [String(statement.sid), statement]));
}

/** What a token, such as `bucket.arn`, becomes in the synthesized JSON. */
export function resolved(stack: TerraformStack, token: unknown): unknown {
  const value: unknown = Tokenization.resolve(token, {
    scope: stack,
    resolver: new DefaultTokenResolver(new StringConcat()),
    preparing: false,
  });
  return value;
}
