import type { Synthesized } from '../../src/synthesized/synthesized';
import { fromJson } from '../../src/synthesized/synthesized';
import type { Protection } from '../../src/constructs/protection';
import { stage } from './config';
import { helloStage } from './hello-stage';
import { testApp } from './stack';

type Named = Record<string, Record<string, unknown>>;

/** The name of the stack that the rules are tried on. */
const STACK = 'image-service-prod';

/** Where in the stack `add` puts what it adds. */
export const ADDED = 'added';

const json = JSON.stringify(helloStage(testApp(), stage('prod')).toTerraform());

/** A stack that keeps every rule it can, to be changed: prod, with one function. */
export class EditableStack {
  private readonly json: Record<string, Record<string, Named>>;

  constructor(
    private readonly protection: Protection = 'protected',
    private readonly name = STACK,
    text = json,
  ) {
    this.json = JSON.parse(text) as Record<string, Record<string, Named>>;
  }

  /** Takes the resource away. */
  drop(path: string): this {
    for (const resources of Object.values(this.json.resource ?? {})) {
      for (const [name, body] of Object.entries(resources)) {
        if (metadata(body).path === `${this.name}/${path}`) Reflect.deleteProperty(resources, name);
      }
    }
    return this;
  }

  /** Sets what a key such as `rule.0.status` of the block holds; `undefined` takes it away. */
  set(path: string, key: string, value: unknown): this {
    const keys = key.split('.');
    const last = keys.pop() ?? '';
    const parent = keys.reduce<unknown>(
      (from, each) => Reflect.get(from as object, each) as unknown,
      this.block(path),
    );
    if (value === undefined) Reflect.deleteProperty(parent as object, last);
    else Reflect.set(parent as object, last, value);
    return this;
  }

  /** Adds a block, at the path ADDED. */
  add(kind: 'resource' | 'data', type: string, body: Readonly<Record<string, unknown>>): this {
    const section = (this.json[kind] ??= {});
    const named = (section[type] ??= {});
    named.added = { ...body, '//': { metadata: { path: `${this.name}/${ADDED}` } } };
    return this;
  }

  /** Adds a policy document with one statement, of the sid `Added`. */
  addStatement(statement: Readonly<Record<string, unknown>>): this {
    const body = { statement: [{ sid: 'Added', actions: ['s3:GetObject'], ...statement }] };
    return this.add('data', 'aws_iam_policy_document', body);
  }

  /** A reference such as `${aws_s3_bucket.name.id}` to the resource. */
  reference(path: string, attribute: string): string {
    const { uniqueId } = metadata(this.block(path));
    const [type] =
      Object.entries(this.json.resource ?? {}).find(([, named]) => uniqueId in named) ?? [];
    return `\${${type}.${uniqueId}.${attribute}}`;
  }

  /** The provider's blocks. */
  get provider(): Record<string, unknown>[] {
    return this.json.provider?.aws as unknown as Record<string, unknown>[];
  }

  synthesized(): Synthesized {
    return fromJson(this.name, this.json, this.protection);
  }

  private block(path: string): Record<string, unknown> {
    const sections = [this.json.resource ?? {}, this.json.data ?? {}];
    const found = sections
      .flatMap((section) => Object.values(section))
      .flatMap((named) => Object.values(named))
      .find((body) => metadata(body).path === `${this.name}/${path}`);
    if (found === undefined) throw new Error(`nothing is at ${path}`);
    return found;
  }
}

/** What a policy has that takes the added document. */
export const ADDED_POLICY = '${data.aws_iam_policy_document.added.json}';

function metadata(body: Record<string, unknown>): { path: string; uniqueId: string } {
  return (body['//'] as { metadata: { path: string; uniqueId: string } }).metadata;
}

/** Changes a stack that keeps a rule into one that breaks it. */
type Change = (stack: EditableStack) => unknown;

/** A way to break a rule, and what is said of it. */
export interface Break {
  readonly rule: string;
  readonly breakIt: Change;
  readonly path: string;
  readonly problem: string;
}

/** Ways to break a rule, of which each has the same said of the same place in the stack. */
export const breaks = (rule: string, at: string, problem: string, ...changes: Change[]): Break[] =>
  changes.map((breakIt) => ({ rule, breakIt, path: `${STACK}/${at}`, problem }));

export const set =
  (...of: Parameters<EditableStack['set']>): Change =>
  (stack) =>
    stack.set(...of);

export const drop =
  (path: string): Change =>
  (stack) =>
    stack.drop(path);

export const add =
  (type: string, body: Readonly<Record<string, unknown>>): Change =>
  (stack) =>
    stack.add('resource', type, body);

export const addStatement =
  (statement: Readonly<Record<string, unknown>>): Change =>
  (stack) =>
    stack.addStatement(statement);
