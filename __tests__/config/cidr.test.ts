import { describe, expect, it } from '@jest/globals';
import { cidrProblem } from '../../src/config/cidr';

describe('cidrProblem', () => {
  it.each(['10.0.0.0/16', '10.40.16.0/20', '172.31.0.0/16', '192.168.255.0/24'])(
    'has nothing against %s',
    (block) => {
      expect(cidrProblem(block)).toBeUndefined();
    },
  );

  it.each([
    { block: '', problem: 'must be an IPv4 block, e.g. 10.40.0.0/20' },
    { block: '10.0.0.0', problem: 'must be an IPv4 block, e.g. 10.40.0.0/20' },
    { block: '10.0.0/16', problem: 'must be an IPv4 block, e.g. 10.40.0.0/20' },
    { block: '10.0.0.0/16/1', problem: 'must be an IPv4 block, e.g. 10.40.0.0/20' },
    { block: 'fd00::/16', problem: 'must be an IPv4 block, e.g. 10.40.0.0/20' },
    {
      block: '10.0.0.0/15',
      problem: 'must be between /16 (the most AWS takes) and /24 (room for the functions)',
    },
    {
      block: '10.0.0.0/25',
      problem: 'must be between /16 (the most AWS takes) and /24 (room for the functions)',
    },
    {
      block: '172.32.0.0/16',
      problem: 'must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16',
    },
    { block: '8.8.0.0/16', problem: 'must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16' },
    { block: '10.40.1.0/20', problem: 'must start at the first address of its /20' },
  ])('of $block: $problem', ({ block, problem }) => {
    expect(cidrProblem(block)).toBe(problem);
  });
});
