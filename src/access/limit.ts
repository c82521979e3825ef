import { SERVICE } from '../config/names';
import type { StageConfig } from '../config/schema';

/** A condition of an IAM statement. */
export interface Condition {
  readonly test: string;
  readonly variable: string;
  readonly values: readonly string[];
}

/** What a statement is limited to. */
export interface Limit {
  readonly resources: readonly string[];
  readonly conditions?: readonly Condition[];
}

/** The stage whose names and tags everything is limited to, and its account: an id or a token. */
export type ScopedStage = Pick<StageConfig, 'name' | 'region' | 'imageDomain' | 'bucketSuffix'> & {
  readonly account: string;
};

/** The default tags of the provider: src/stacks/service-stack.ts. */
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

/** Nothing but these values; of a request without any, `ForAllValues` alone would be true. */
export const onlyThese = (
  test: string,
  variable: string,
  values: readonly string[],
): Condition[] => [
  { test: `ForAllValues:${test}`, variable, values },
  { test: 'Null', variable, values: ['false'] },
];
