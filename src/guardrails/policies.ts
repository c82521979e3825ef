import { refersTo, values, type Block, type Synthesized } from '../synthesized/synthesized';

/** A statement of a policy document, with what Terraform fills in. */
export interface Statement {
  readonly path: string;
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly principals: readonly string[];
  readonly principalTypes: readonly string[];
  /** Whether it is written as "everything but". */
  readonly inverted: boolean;
  readonly conditions: readonly Condition[];
  /** Whether the document is a KMS key's, where the resource `*` is the key itself. */
  readonly ofKey: boolean;
}

export interface Condition {
  readonly variable: string;
  readonly values: readonly string[];
}

const strings = (from: unknown, path: string): string[] =>
  values(from, path).filter((value): value is string => typeof value === 'string');

const keys = ['aws_kms_key', 'aws_kms_key_policy'];

/** The statements of every policy document of the stack, or of those that `user` refers to. */
export function statements({ blocks }: Synthesized, user?: Block): Statement[] {
  return blocks
    .filter(({ kind, type }) => kind === 'data' && type === 'aws_iam_policy_document')
    .filter((document) => user === undefined || refersTo(user, document))
    .flatMap((document) => {
      const ofKey = blocks.some(({ type, ...block }) => {
        return keys.includes(type) && refersTo({ type, ...block }, document);
      });
      return values(document.body, 'statement').map((body) =>
        statement(body, document.path, ofKey),
      );
    });
}

function statement(body: unknown, path: string, ofKey: boolean): Statement {
  return {
    path,
    sid: strings(body, 'sid')[0] ?? '(no sid)',
    effect: strings(body, 'effect').includes('Deny') ? 'Deny' : 'Allow',
    actions: strings(body, 'actions'),
    resources: strings(body, 'resources'),
    principals: strings(body, 'principals.identifiers'),
    principalTypes: strings(body, 'principals.type'),
    inverted: values(body, 'not_actions', 'not_resources', 'not_principals').length > 0,
    conditions: values(body, 'condition').map((condition) => ({
      variable: strings(condition, 'variable')[0] ?? '',
      values: strings(condition, 'values'),
    })),
    ofKey,
  };
}
