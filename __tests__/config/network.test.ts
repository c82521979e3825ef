import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '../../src/config/load';
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

  it.each([
    {
      change: { cidrBlock: '8.8.0.0/16' },
      problem: 'cidrBlock: must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    },
    {
      change: { availabilityZones: ['a'] },
      problem: 'availabilityZones: must name two or three zones',
    },
    {
      change: { availabilityZones: ['a', 'b', 'c', 'd'] },
      problem: 'availabilityZones: must name two or three zones',
    },
    {
      change: { availabilityZones: ['a', 'a'] },
      problem: 'availabilityZones: must not name a zone twice',
    },
    {
      change: { availabilityZones: ['a', 'us-east-1b'] },
      problem: 'availabilityZones.1: must be the letter of a zone, a to f',
    },
    {
      change: { interfaceEndpoints: ['logs', 'logs'] },
      problem: 'interfaceEndpoints: must not name an endpoint twice',
    },
  ])('refuses $change', ({ change, problem }) => {
    expect(problems({ ...vpc, ...change })).toEqual([problem]);
  });

  it('refuses an endpoint that is not on the list', () => {
    expect(problems({ ...vpc, interfaceEndpoints: ['log'] })[0]).toMatch(
      /^interfaceEndpoints\.0: Invalid option: expected one of "events"\|"kms"\|/,
    );
  });

  it('names the key within the stage', () => {
    const dev = { ...stages.dev, network: { ...vpc, cidrBlock: '10.0.0.0/30' } };
    expect(() => loadConfig({ env: {}, stages: { dev } })).toThrow(
      '- stages.dev.network.cidrBlock = "10.0.0.0/30": must be between /16',
    );
  });

  it('gives every stage its own addresses', () => {
    const blocks = Object.values(stages).map(({ network }) => network.cidrBlock);
    expect(new Set(blocks).size).toBe(blocks.length);
  });
});
