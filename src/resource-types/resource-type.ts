import type { Json } from '../values/json';
import type { Scope } from './scope';

/**
 * Terraform's operations on a resource. `empty`: what a bucket's `force_destroy` does first;
 * `associate`: what a private DNS name of an endpoint takes. A
 * resource with `prevent_destroy` is never deleted, so that its stage's role cannot delete it either.
 */
export type Operation = 'read' | 'create' | 'update' | 'delete' | 'empty' | 'associate' | 'tag';

/** IAM actions of each operation, all limited to one scope. */
export type Right = { readonly on: Scope } & Readonly<
  Partial<Record<Operation, readonly string[]>>
>;

/** A name as its API reference allows it: Terraform learns of most only in the middle of a deploy. */
export interface NameLimit {
  readonly attribute: string;
  readonly allowed: RegExp;
  readonly rule: string;
}

/** Data that no apply brings back: destroying the resource takes `--allow-destroy`. */
export interface Data {
  readonly noun: string;
  readonly loss: string;
  /**
   * Settings that protect it, by the attribute's path, each with the value that does: a change from that value takes
   * `--allow-destroy`, too.
   * @default none
   */
  readonly protectedBy?: Readonly<Record<string, string | number | boolean>>;
}

type Groups = Readonly<Record<string, string>>;

/** The resource as the tagging API lists it, and how Terraform imports it. */
export interface Tagged {
  /** The ARN as `<service>:<resource>`: its groups are `name` or `id`, and others that id and command take. */
  readonly arn: RegExp;
  /** The id that `terraform import` takes, as the provider's documentation has it. @default the group `id` or `name` */
  readonly importId?: (groups: Groups, arn: string) => string;
  /** The words of the AWS CLI's command that deletes it; none where that takes more than one. */
  readonly remove?: (id: string, groups: Groups) => string[];
  /** Whether it is made anew once it is imported. @default false */
  readonly isReplaced?: true;
}

/** Facts about one resource type of the AWS provider. */
export interface ResourceType {
  /**
   * IAM actions that Terraform's AWS provider 5.100 takes, by the names that AWS's service
   * authorization reference has for them. For the types of a stage without opt-ins and of the
   * example's function: the calls in the provider's log of a plan, an apply and a destroy. The web
   * ACL, queues, rules of EventBridge and notifications of buckets, every update and tag, and what
   * waits for Lambda's network interfaces: after what their APIs offer. `bootstrap`: no stage has
   * one, who bootstraps makes it.
   */
  readonly rights: readonly Right[] | 'bootstrap';
  /** Data that it holds; `none` where an apply makes it again as it was. */
  readonly data: Data | 'none';
  /** @default whatever its other names allow */
  readonly names?: NameLimit;
  /** @default it has no tags, or cannot be imported by what its ARN says */
  readonly tagged?: Tagged;
  /** Attributes that AWS changes by itself. @default every change is a person's */
  readonly filledIn?: readonly string[];
  /** Attributes that a resource of another type sets whole, where the stack has one: its own drift is found there. */
  readonly filledBy?: Readonly<Record<string, `aws_${string}`>>;
  /** Lists of what resources of another type make, one each: what none of them holds was added by hand. */
  readonly listOf?: Readonly<Record<string, `aws_${string}`>>;
  /**
   * Attributes that no stack configures, so that the next apply keeps what a person sets there: what AWS has by
   * itself, where that is not nothing.
   */
  readonly untouched?: Readonly<Record<string, Json>>;
}

/** A data source: it is only read. */
export type DataSource = Pick<ResourceType, 'rights'>;

/** By Terraform's resource type; a data source's has `data.` in front. */
export type ResourceTypes = Readonly<
  Record<`aws_${string}`, ResourceType> & Record<`data.aws_${string}`, DataSource>
>;

/** Names of letters, digits and these other characters. */
export function namesOf(attribute: string, max: number, others = '_ -', min = 1): NameLimit {
  const characters = others.split(' ').map((character) => `\\${character}`);
  return {
    attribute,
    allowed: new RegExp(`^[A-Za-z0-9${characters.join('')}]{${min},${max}}$`),
    rule: `${min} to ${max} of letters, digits, ${others}`,
  };
}

/** Words of an AWS CLI command that deletes by one option. */
export const removes = (service: string, command: string, option: string) => (id: string) => [
  service,
  command,
  ...optionWords(option, id),
];

/** An option of the AWS CLI and its value, which may look like an option: one word then. */
export const optionWords = (option: string, value: string): string[] =>
  value.startsWith('-') ? [`--${option}=${value}`] : [`--${option}`, value];

export const wholeArn = (_: unknown, arn: string): string => arn;
