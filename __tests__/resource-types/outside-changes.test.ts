import { describe, expect, it } from '@jest/globals';
import { buildStage } from '../../src/app';
import type { ResourceType } from '../../src/resource-types/resource-type';
import { RESOURCE_TYPES } from '../../src/resource-types';
import { synthesized, values } from '../../src/synthesized/synthesized';
import { config, stage } from '../support/config';
import { EVERY_FUNCTION } from '../support/every-function';

/** The attributes of which something is said, by resource type. */
const SAID = [...RESOURCE_TYPES].flatMap(([type, facts]) =>
  namesIn(facts).map((name) => [type, name] as const),
);

function namesIn({ filledIn = [], filledBy, listOf, untouched }: ResourceType): string[] {
  return [...filledIn, ...Object.keys({ ...filledBy, ...listOf, ...untouched })];
}

/** The provider's attribute as its bindings call it, e.g. `notAfter`. */
const camelCase = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('what is said of changes outside of Terraform', () => {
  it.each(SAID)('is about an attribute of the provider: %s %s', async (type, name) => {
    const file = type.replace('aws_', '').replaceAll('_', '-');
    const exported = (await import(`@cdktf/provider-aws/lib/${file}`)) as Record<
      string,
      { readonly tfResourceType?: string; readonly prototype: object }
    >;
    const binding = Object.values(exported).find(({ tfResourceType }) => tfResourceType === type);
    expect(Object.getOwnPropertyNames(binding?.prototype)).toContain(camelCase(name));
  });

  it('is about nothing that a stack configures: that would not be noticed', () => {
    const everything = {
      ...stage('prod'),
      webAcl: 'managed-rules',
      alarmEmails: ['on-call@lego-api.com'],
      interfaceEndpoints: ['logs'],
    } as const;
    const { blocks } = synthesized(buildStage(config.shared, everything, EVERY_FUNCTION));
    const configured = blocks.flatMap(({ kind, type, body }) => {
      const facts = kind === 'resource' ? RESOURCE_TYPES.get(type) : undefined;
      if (facts === undefined) return [];
      // A list that has to be empty is both: Terraform empties it.
      const names = namesIn({ ...facts, listOf: {} });
      return names.filter((name) => values(body, name).length > 0).map((name) => `${type} ${name}`);
    });
    expect(configured).toEqual([]);
  });
});
