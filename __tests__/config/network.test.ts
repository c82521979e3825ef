import { describe, expect, it } from '@jest/globals';
import { networkSchema } from '../../src/config/network';
import { stages } from '../../src/config/stages';

const vpc = {
  mode: 'vpc',
  cidrBlock: '10.0.0.0/16',
  availabilityZones: ['a', 'b'],
  interfaceEndpoints: [],
} as const;

function problems(network: unknown): readonly string[] {
  const { error } = networkSchema.safeParse(network);
  return (error?.issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

describe('networkSchema', () => {
  it('takes a VPC, and takes none only in so many words', () => {
    expect(problems(vpc)).toEqual([]);
    expect(problems({ mode: 'none' })).toEqual([]);
    expect(problems(undefined)).toEqual([': Invalid input: expected object, received undefined']);
  });

  it('gives every stage its own addresses', () => {
    const blocks = Object.values(stages).map(({ network }) => network.cidrBlock);
    expect(new Set(blocks).size).toBe(blocks.length);
  });
});
