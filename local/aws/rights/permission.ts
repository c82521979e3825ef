import type { AwsRequest, Scope } from '../aws-request';
import type { Call } from '../call';
import type { Moto } from '../moto';
import type { Store } from '../store';
import type { Input, Tags } from '../input';

/** Condition keys of a request and their values. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** A service and one of its resource types, as AWS's service authorization reference calls them; `*`: none. */
export type Kind = `${string}:${string}` | '*';

/** One thing that a call takes: all of them must be allowed. */
export interface Permission {
  /** As IAM calls it, e.g. `s3:ListBucket`. */
  readonly action: string;
  /** The resource's ARN; `*` where the action knows no resources. */
  readonly resource: string;
  /** What it is; `*` with `*`. */
  readonly kind: Kind;
  /** What the request and the resource say; what AWS does not send with that action is left out by the evaluator. */
  readonly context?: Context;
}

/** A resource that a call names, and what AWS says of it besides the request's tags. */
export type Named = Omit<Permission, 'action'>;

/** A call that somebody with a role makes. */
export interface Asked {
  readonly call: Call;
  readonly signed: AwsRequest;
  /** In the protocols that have one; empty in REST. */
  readonly operation: string;
  /** The parameters; empty in REST in XML. */
  readonly input: Input;
  readonly moto: Moto;
  readonly store: Store;
}

/** What a call of one service takes; undefined for one that is not known here. */
export type PermissionsOf = (
  asked: Asked,
) => Promise<readonly Permission[] | undefined> | readonly Permission[] | undefined;

/** An action that no statement can limit to a resource. */
export const anywhere = (action: string, context?: Context): Permission => ({
  ...{ action, kind: '*', resource: '*' },
  ...(context && { context }),
});

/** What handing a role to a service takes. */
export const passRole = (role: string, service: string): Permission => ({
  action: 'iam:PassRole',
  kind: 'iam:role',
  resource: role,
  context: { 'iam:PassedToService': service },
});

/** The tags that a resource has, as condition keys. */
export const resourceTags = (tags: Tags): Context => prefixed('aws:ResourceTag/', tags);

/** The tags that a request gives or, by their keys, takes away. */
export function requestTags(tags: Tags, removed: readonly string[] = []): Context {
  const keys = [...Object.keys(tags), ...removed];
  return {
    ...prefixed('aws:RequestTag/', tags),
    ...(keys.length > 0 && { 'aws:TagKeys': keys }),
  };
}

const prefixed = (prefix: string, tags: Tags): Tags =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [prefix + key, value]));

/** The ARN of something in a region. */
export const regional = ({ region, accountId }: Scope, service: string, name: string): string =>
  `arn:aws:${service}:${region}:${accountId}:${name}`;
