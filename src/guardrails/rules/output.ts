import { RESOURCE_TYPES } from '../../resource-types';
import type { Rule, Violation } from '../rule';
import { texts, values, type Block } from '../../synthesized/synthesized';

/** Tags that every resource gets from its provider. */
const TAGS = ['Service', 'Stage', 'ManagedBy', 'Repository'];

/**
 * What must never be in a file that anyone may read.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
 */
const SECRETS: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  { what: 'an AWS access key', pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { what: 'an AWS secret key', pattern: /secret_access_key\W{1,4}[A-Za-z0-9/+]{40}/i },
  { what: 'a private key', pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----/ },
  { what: 'a GitHub token', pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b/ },
  { what: 'a JSON web token', pattern: /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
];

/** A key whose value, if it is written out, can only be a secret. */
const SECRET_KEY = /(password|passwd|passphrase|secret|secret_?key|api_?key|private_?key|token)$/i;

/**
 * What cdktf leaves where a token became part of a text in passing: of a text, a list or a map, a
 * number, and an object.
 */
const BROKEN_TOKEN = /TfToken\[|-1\.\d{6,}e\+\d{3}|\[object Object\]/;

const inBlocks =
  (problem: (block: Block) => string | undefined): Rule['check'] =>
  ({ blocks }) =>
    blocks.flatMap((block): Violation[] => {
      const found = problem(block);
      return found === undefined ? [] : [{ path: block.path, problem: found }];
    });

function secretIn({ body }: Block): string | undefined {
  for (const { key, text } of texts(body)) {
    const secret = SECRETS.find(({ pattern }) => pattern.test(text));
    if (secret !== undefined) return `holds ${secret.what} at ${key}`;
    if (SECRET_KEY.test(key) && text !== key && !text.startsWith('${')) {
      return `holds a value of its own at ${key}`;
    }
  }
  return undefined;
}

function nameProblem({ type, body }: Block): string | undefined {
  const limit = RESOURCE_TYPES.get(type)?.names;
  if (limit === undefined) return undefined;
  const wrong = values(body, limit.attribute)
    .filter((name) => typeof name === 'string')
    .find((name) => !name.includes('${') && !limit.allowed.test(name));
  return wrong && `has the ${limit.attribute} "${wrong}"; AWS takes ${limit.rule}`;
}

/** What everything that is written out promises. */
export const OUTPUT_RULES: readonly Rule[] = [
  {
    id: 'resource-types',
    remedy:
      'if it is meant to be there, write its entry into the file of its service in src/resource-types',
    check: inBlocks(({ kind, type }) =>
      kind === 'resource' && !RESOURCE_TYPES.has(type)
        ? `is an ${type}, which no stack has so far`
        : undefined,
    ),
  },
  {
    id: 'default-tags',
    remedy: 'create the provider by ServiceStack',
    check: inBlocks(({ kind, type, body }) => {
      if (kind !== 'provider' || type !== 'aws') return undefined;
      const providers = [body].flat();
      const missing = TAGS.filter((tag) =>
        providers.some((provider) => values(provider, `default_tags.tags.${tag}`).length === 0),
      );
      return missing.length === 0 ? undefined : `does not tag with ${missing.join(', ')}`;
    }),
  },
  {
    id: 'references',
    remedy: 'refer to a resource or data source of this stack: stacks hand each other nothing',
    check: (stack) => {
      const own = new Set(stack.blocks.map(({ address }) => address));
      return inBlocks(({ kind, references }) => {
        // What was moved or removed has an address no more.
        if (kind === 'moved' || kind === 'removed') return undefined;
        const unknown = [...references].find((address) => !own.has(address));
        return unknown && `refers to ${unknown}, which the stack does not have`;
      })(stack);
    },
  },
  {
    id: 'names',
    remedy: 'shorten or change it in src/config/names.ts, before it is deployed',
    check: inBlocks((block) => (block.kind === 'resource' ? nameProblem(block) : undefined)),
  },
  {
    id: 'no-secrets',
    remedy: 'let the code read it from Secrets Manager at run time, and revoke this one',
    check: inBlocks(secretIn),
  },
  {
    id: 'no-broken-tokens',
    remedy: 'use Fn.* or a template string on a text, never arithmetic or JSON.stringify',
    check: inBlocks(({ body }) => {
      const broken = texts(body).find(({ text }) => BROKEN_TOKEN.test(text));
      return broken === undefined
        ? undefined
        : `has a token that cdktf cannot resolve at ${broken.key}`;
    }),
  },
];
