import { SERVICE } from '../config/names';
import type { StageConfig } from '../config/schema';

/** A condition of an IAM statement. */
export interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

/** What an IAM statement is limited to. */
export interface Limit {
  readonly resources: readonly string[];
  readonly conditions?: readonly Condition[];
}

/** The stage whose names and tags everything is limited to, and its account: an id or a token. */
export type ScopedStage = Pick<StageConfig, 'name' | 'region' | 'imageDomain' | 'bucketSuffix'> & {
  readonly account: string;
};

/**
 * IAM resources of a stage, under the Sid that the statements about them have. ARN formats, and
 * which of them know tags, are those of
 * https://docs.aws.amazon.com/service-authorization/latest/reference/
 */
export interface Scope {
  readonly sid: string;
  readonly limit: (stage: ScopedStage) => Limit;
}

export const scope = (sid: string, limit: Scope['limit']): Scope => ({ sid, limit });

/** Actions that AWS cannot limit to a resource. */
export const anything = scope('Anything', () => ({ resources: ['*'] }));

/** Conditions on the tags that the AWS provider gives by default: src/stacks/service-stack.ts. */
export function ofStage(
  test: string,
  variable: 'aws:ResourceTag' | 'aws:RequestTag',
  { name }: ScopedStage,
): Condition[] {
  return [
    { test, variable: `${variable}/Service`, values: [SERVICE] },
    { test, variable: `${variable}/Stage`, values: [name] },
  ];
}

/**
 * Conditions on tags at creation. AWS asks the same of tags that a new resource is to have and of new
 * tags of one without any. So neither another stage's nor others with those tags are ever taken over.
 */
export const tagsAtCreation = (stage: ScopedStage): Condition[] => [
  ...ofStage('StringEquals', 'aws:RequestTag', stage),
  ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
];

/** Conditions that only these values meet; of a request without any, `ForAllValues` alone is true. */
export const onlyThese = (
  test: string,
  variable: string,
  values: readonly string[],
): Condition[] => [
  { test: `ForAllValues:${test}`, variable, values },
  { test: 'Null', variable, values: ['false'] },
];

/** Regions of a stage: CloudFront's certificates, metrics and web ACLs are in us-east-1. */
export const regionsOf = ({ region }: ScopedStage): string[] => [...new Set([region, 'us-east-1'])];
