import { BlockList, isIPv4 } from 'node:net';

/**
 * The ranges that are nobody's on the internet.
 * https://datatracker.ietf.org/doc/html/rfc1918
 */
const PRIVATE_RANGES = [
  { address: '10.0.0.0', prefix: 8 },
  { address: '172.16.0.0', prefix: 12 },
  { address: '192.168.0.0', prefix: 16 },
] as const;

/**
 * AWS takes /16 to /28. A quarter of a /24 still holds 59 network interfaces, of which functions
 * with the same subnets and security group share a few.
 * https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
 */
const LARGEST_PREFIX = 24;
const SMALLEST_PREFIX = 16;

/** The rule that the value breaks as the block of a VPC; undefined if it keeps them all. */
export function cidrProblem(value: string): string | undefined {
  const [address = '', suffix = '', ...more] = value.split('/');
  const prefix = /^\d{1,2}$/.test(suffix) ? Number(suffix) : Number.NaN;
  if (!isIPv4(address) || Number.isNaN(prefix) || more.length > 0) {
    return 'must be an IPv4 block, e.g. 10.40.0.0/20';
  }
  if (prefix < SMALLEST_PREFIX || prefix > LARGEST_PREFIX) {
    return `must be between /${SMALLEST_PREFIX} (the most AWS takes) and /${LARGEST_PREFIX} (room for the functions)`;
  }
  if (!isPrivate(address)) {
    return 'must lie within 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16';
  }
  return isFirstAddress(address, prefix)
    ? undefined
    : `must start at the first address of its /${prefix}`;
}

function isPrivate(address: string): boolean {
  const ranges = new BlockList();
  for (const range of PRIVATE_RANGES) ranges.addSubnet(range.address, range.prefix);
  return ranges.check(address);
}

function isFirstAddress(address: string, prefix: number): boolean {
  const bits = address
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return !bits.slice(prefix).includes('1');
}
