import type { Marked } from './sensitive';

/** How people know a resource. Empty where it has no such thing. */
export interface ResourceDescription {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

/** Attributes that name a resource, the most telling first. */
const NAMES = ['name', 'bucket', 'function_name', 'dashboard_name', 'alarm_name', 'domain_name'];

/** The name, ARN and id among a resource's attributes. */
export function describeResource(attributes: Marked): ResourceDescription {
  const of = (key: string): string => {
    const value: unknown =
      typeof attributes === 'object' && attributes !== null
        ? Reflect.get(attributes, key)
        : undefined;
    return typeof value === 'string' ? value : '';
  };
  return { name: NAMES.map(of).find((name) => name !== '') ?? '', arn: of('arn'), id: of('id') };
}
