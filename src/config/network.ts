import { z } from 'zod';
import { cidrProblem } from './cidr';

/**
 * AWS services that functions in the VPC may be given a way to, as the last part of the endpoint's
 * service name. Billed per hour, zone and endpoint; S3 and DynamoDB have free gateway endpoints.
 * https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html
 */
const INTERFACE_ENDPOINTS = [
  'events',
  'kms',
  'lambda',
  'logs',
  'monitoring',
  'secretsmanager',
  'sns',
  'sqs',
  'ssm',
  'sts',
  'xray',
] as const;

const cidrBlock = z.string().superRefine((value, context) => {
  const problem = cidrProblem(value);
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem });
});

/**
 * Letters, not a count: which zones a region offers changes, and a subnet cannot move. Not every
 * account has every letter (ap-northeast-1 has no b); AWS names the valid ones when it refuses. A
 * zone's part of the block goes by its place: append, never reorder.
 */
const availabilityZones = z
  .array(z.string().regex(/^[a-f]$/, 'must be the letter of a zone, a to f'))
  .min(2, 'must name two or three zones')
  .max(3, 'must name two or three zones')
  .refine((zones) => new Set(zones).size === zones.length, 'must not name a zone twice')
  .readonly();

/** Where a stage's functions run. `none` is a decision too: outside any VPC, reaching the internet. */
export const networkSchema = z.discriminatedUnion('mode', [
  z.strictObject({
    mode: z.literal('vpc'),
    cidrBlock,
    availabilityZones,
    interfaceEndpoints: z
      .array(z.enum(INTERFACE_ENDPOINTS))
      .refine((names) => new Set(names).size === names.length, 'must not name an endpoint twice')
      .readonly(),
  }),
  z.strictObject({ mode: z.literal('none') }),
]);
