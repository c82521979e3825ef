import { partOf, Sensitive, type Marked } from '../../values/mask';
import { visible } from '../../values/text';

/** How people know a resource. Empty where it has no such thing. */
export interface ResourceDescription {
  readonly name: string;
  readonly arn: string;
  readonly id: string;
}

/** Attributes that name a resource, the most telling first. */
const NAMES = ['name', 'bucket', 'function_name', 'dashboard_name', 'alarm_name', 'domain_name'];

/** The name, ARN and id among a resource's attributes. */
export function describeResource(attributes: Marked | undefined): ResourceDescription {
  const textOf = (key: string): string => {
    const value = partOf(attributes, key);
    if (value instanceof Sensitive) return value.toJSON();
    return typeof value === 'string' ? visible(value) : '';
  };
  return {
    name: NAMES.map(textOf).find((name) => name !== '') ?? '',
    arn: textOf('arn'),
    id: textOf('id'),
  };
}
