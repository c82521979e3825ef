import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { Syntax } from './syntax';
import {
  childrenOf,
  declaredName,
  isFunction,
  nameOf,
  nodeAt,
  nodesAt,
  parameterNames,
  returnedBy,
} from './syntax';

export const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'messages.md');

/** What a command ends with an error for, or what `ops doctor` finds. */
export interface Message {
  /** The file that has it, from the project's root. */
  readonly file: string;
  /** What is known only when it happens is its name, in angle brackets. */
  readonly text: string;
}

/** Its first argument is a message. */
const ERRORS = ['UserError', 'InvalidArgumentError'];

/** Its arguments are what is found, and the remedy. */
const FINDING = 'failed';

/** `local/aws` answers as AWS does. */
const files = (): string[] =>
  ['src', 'local']
    .flatMap((folder) =>
      readdirSync(path.join(PROJECT_ROOT, folder), { recursive: true, encoding: 'utf8' }).map(
        (file) => path.join(folder, file),
      ),
    )
    .filter((file) => file.endsWith('.ts') && !file.startsWith(path.join('local', 'aws')))
    .sort();

/** Every message of the program, as its sources have them; of a file each once. */
export function messages(): Message[] {
  const sources = new Sources();
  const all = [...ERRORS, ...sources.subclassesOf('UserError'), FINDING].flatMap((maker) =>
    sources.callsOf(maker).flatMap((call) => {
      const given = nodesAt(call, 'arguments').map((argument) => sources.texts(argument));
      const file = sources.fileOf(call);
      const message = maker === FINDING ? given : given.slice(0, 1);
      return combined(message).map((parts) => ({ file, text: parts.join('. ') }));
    }),
  );
  const once = new Map(all.map((one) => [`${one.file}: ${shapeOf(one)}`, one]));
  return [...once.values()].sort((one, other) => (one.file < other.file ? -1 : 1));
}

/** A message without the names of its values. */
export const shapeOf = ({ text }: Message): string => text.replaceAll(/<[^<>]*>/g, '<>');

/** Each way to take one of every list. */
const combined = (lists: readonly (readonly string[])[]): string[][] =>
  lists.reduce<string[][]>(
    (begun, list) => begun.flatMap((texts) => list.map((text) => [...texts, text])),
    [[]],
  );

/** The document: a line a message, under its file. */
export function document(all: readonly Message[]): string {
  const sections = [...new Set(all.map(({ file }) => file))].map((file) => {
    const own = all.filter((message) => message.file === file);
    const lines = own.map(({ text }) => text.replaceAll(/\s*\n\s*/g, ' '));
    return [`## ${file}`, '', '```text', ...lines, '```'].join('\n');
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Messages

What a command may end with, and what \`ops doctor\` may find: what is wrong, the rule, what to do.
\`pnpm test:update-messages\` reads it off the sources; \`<name>\` is a value that is known only then.`;

/** Reads texts off expressions, also through constants, functions and parameters. */
class Sources {
  private readonly parents = new Map<Syntax, Syntax>();
  private readonly files = new Map<Syntax, string>();
  private readonly imports = new Map<string, ReadonlySet<string>>();
  /** By name. */
  private readonly calls = new Map<string, Syntax[]>();
  private readonly functions = new Map<string, Syntax[]>();
  private readonly constants = new Map<string, Syntax[]>();
  private readonly classes: Syntax[] = [];
  private readonly reading = new Set<Syntax>();

  constructor() {
    for (const file of files()) {
      const text = readFileSync(path.join(PROJECT_ROOT, file), 'utf8');
      // Its types leave out what the parser gives.
      const module: unknown = parseSync(text, { syntax: 'typescript', target: 'es2022' });
      this.imports.set(file, importsOf(module as Syntax, file));
      this.collect(module as Syntax, file);
    }
  }

  private collect(node: Syntax, file: string): void {
    const { type } = node;
    this.files.set(node, file);
    if (type === 'CallExpression' || type === 'NewExpression') {
      add(this.calls, nameOf(nodeAt(node, 'callee')), node);
    }
    if (type === 'VariableDeclarator') add(this.constants, nameOf(nodeAt(node, 'id')), node);
    if (type === 'ClassDeclaration') this.classes.push(node);
    if (isFunction(node)) add(this.functions, this.nameOfFunction(node), node);
    for (const child of childrenOf(node)) {
      this.parents.set(child, node);
      this.collect(child, file);
    }
  }

  callsOf(name: string): readonly Syntax[] {
    return this.calls.get(name) ?? [];
  }

  subclassesOf(name: string): string[] {
    return this.classes
      .filter((one) => nameOf(nodeAt(one, 'superClass')) === name)
      .map(declaredName);
  }

  fileOf(node: Syntax): string {
    return this.files.get(node) ?? '';
  }

  /** The function around a node, or its module. */
  private scopeOf(node: Syntax): Syntax | undefined {
    const parent = this.parents.get(node);
    return parent === undefined || isFunction(parent) ? parent : (this.scopeOf(parent) ?? parent);
  }

  private nameOfFunction(node: Syntax): string {
    const parent = this.parents.get(node);
    return parent?.type === 'VariableDeclarator'
      ? nameOf(nodeAt(parent, 'id'))
      : declaredName(node);
  }

  /** Every text that an expression can have. */
  texts(node: Syntax): string[] {
    const { type, operator } = node;
    if (type === 'StringLiteral') return [nameOf(node)];
    if (type === 'TemplateLiteral') {
      const expressions = nodesAt(node, 'expressions').map((one) => this.texts(one));
      const parts = nodesAt(node, 'quasis').flatMap(({ cooked }, index) => [
        [String(cooked)],
        ...expressions.slice(index, index + 1),
      ]);
      return combined(parts).map((texts) => texts.join(''));
    }
    if (type === 'ConditionalExpression') return this.eitherOf(node, 'consequent', 'alternate');
    if (type === 'ParenthesisExpression') return this.texts(nodeAt(node, 'expression'));
    if (type === 'AwaitExpression') return this.texts(nodeAt(node, 'argument'));
    if (operator === '??')
      return this.eitherOf(node, 'left', 'right').filter((text) => text !== '');
    if (operator === '&&') return this.texts(nodeAt(node, 'right'));
    if (type === 'Identifier' && nameOf(node) === 'undefined') return [];
    const value = `<${nameOf(node)}>`;
    if (this.reading.has(node)) return [value];
    this.reading.add(node);
    const found = this.sentences(node);
    this.reading.delete(node);
    return found.some((text) => /[a-z]{2} [a-z]/.test(text)) ? found : [value];
  }

  private eitherOf(node: Syntax, ...fields: readonly string[]): string[] {
    return fields.flatMap((field) => this.texts(nodeAt(node, field)));
  }

  /** The texts of what a name or a call stands for. */
  private sentences(node: Syntax): string[] {
    if (node.type === 'Identifier') {
      return this.valuesOf(nameOf(node), node).flatMap((value) => this.texts(value));
    }
    if (node.type !== 'CallExpression') return [];
    const callee = nodeAt(node, 'callee');
    const lines = nodeAt(callee, 'object');
    if (nameOf(callee) === 'join' && lines.type === 'ArrayExpression') {
      const all = nodesAt(lines, 'elements').map((line) => this.texts(line));
      return combined(all).map((texts) => texts.join(' '));
    }
    return (this.functions.get(nameOf(callee)) ?? [])
      .filter((one) => this.knows(node, one))
      .flatMap(returnedBy)
      .flatMap((returned) => this.texts(returned));
  }

  /** What a constant is, or a parameter in every call. */
  private valuesOf(name: string, from: Syntax): Syntax[] {
    for (let scope = this.scopeOf(from); scope !== undefined; scope = this.scopeOf(scope)) {
      const around = scope;
      const index = parameterNames(around).indexOf(name);
      if (index >= 0) {
        return this.callsOf(this.nameOfFunction(around))
          .filter((call) => this.knows(call, around))
          .flatMap((call) => nodesAt(call, 'arguments').slice(index, index + 1));
      }
      const constant = this.constants.get(name)?.find((one) => this.scopeOf(one) === around);
      if (constant !== undefined) return nodesAt(constant, 'init');
    }
    return [];
  }

  /** A node is in the file of the other, or its file imports from that. */
  private knows(from: Syntax, to: Syntax): boolean {
    const [here, there] = [this.fileOf(from), this.fileOf(to)];
    return here === there || this.imports.get(here)?.has(there) === true;
  }
}

function add<T>(lists: Map<string, T[]>, name: string, item: T): void {
  lists.set(name, [...(lists.get(name) ?? []), item]);
}

const importsOf = (module: Syntax, file: string): ReadonlySet<string> =>
  new Set(
    nodesAt(module, 'body')
      .filter(({ type }) => type === 'ImportDeclaration')
      .map((one) => `${path.join(path.dirname(file), nameOf(nodeAt(one, 'source')))}.ts`),
  );
