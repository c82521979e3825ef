import { z } from 'zod';
import { DEFAULT_SCOPE, type AwsRequest } from './aws-request';
import { AwsError } from './errors';
import type { Moto } from './moto';
import { BucketSettings } from './s3/bucket-settings';
import { xmlReader } from './xml';

/** What a web page asks of a bucket, in its request or in the preflight before it. */
export interface PageRequest {
  readonly origin: string;
  readonly method: string;
  /** The names of the headers to come, with commas between. */
  readonly headers: string;
}

const texts = z.array(z.string()).default([]);

const configurationSchema = z.object({
  CORSConfiguration: z.object({
    CORSRule: z.array(
      z.object({
        AllowedOrigin: texts,
        AllowedMethod: texts,
        AllowedHeader: texts,
        ExposeHeader: texts,
        MaxAgeSeconds: z.string().optional(),
      }),
    ),
  }),
});

type CorsRule = z.infer<typeof configurationSchema>['CORSConfiguration']['CORSRule'][number];

const LISTS = /^(?:CORSRule|AllowedOrigin|AllowedMethod|AllowedHeader|ExposeHeader)$/;

const parser = xmlReader({ isArray: (name) => LISTS.test(name) });

/**
 * CORS headers as S3 sends them: by the bucket's first rule that allows the request, or undefined.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/cors.html
 */
export async function ruledHeaders(
  moto: Moto,
  bucket: string,
  signed: AwsRequest | undefined,
  page: PageRequest,
): Promise<Record<string, string> | undefined> {
  const asked = page.headers
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  for (const rule of await corsRules(moto, bucket, signed)) {
    const origin = rule.AllowedOrigin.find((pattern) => matches(pattern, page.origin));
    const isAllowed = (header: string): boolean =>
      rule.AllowedHeader.some((pattern) => matches(pattern.toLowerCase(), header));
    if (origin !== undefined && rule.AllowedMethod.includes(page.method) && asked.every(isAllowed))
      return headersOf(rule, origin === '*' ? '*' : page.origin, asked);
  }
  return undefined;
}

/** Patterns may have one star, for any text. */
function matches(pattern: string, text: string): boolean {
  const [before = '', after, more] = pattern.split('*');
  if (after === undefined) return text === pattern;
  return (
    more === undefined &&
    text.length >= before.length + after.length &&
    text.startsWith(before) &&
    text.endsWith(after)
  );
}

function headersOf(
  rule: CorsRule,
  origin: string,
  asked: readonly string[],
): Record<string, string> {
  return {
    'access-control-allow-origin': origin,
    ...(origin !== '*' && { 'access-control-allow-credentials': 'true' }),
    'access-control-allow-methods': rule.AllowedMethod.join(', '),
    ...(asked.length > 0 && { 'access-control-allow-headers': asked.join(', ') }),
    ...(rule.ExposeHeader.length > 0 && {
      'access-control-expose-headers': rule.ExposeHeader.join(', '),
    }),
    ...(rule.MaxAgeSeconds !== undefined && { 'access-control-max-age': rule.MaxAgeSeconds }),
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  };
}

/** The bucket's rules in moto, where the request's signature leads; none if it has none or is not there. */
async function corsRules(
  moto: Moto,
  bucket: string,
  signed: AwsRequest | undefined,
): Promise<readonly CorsRule[]> {
  const settings = new BucketSettings(moto, signed ?? DEFAULT_SCOPE, bucket);
  const body = await settings.read('cors').catch((error: unknown) => {
    if (error instanceof AwsError) return undefined;
    throw error;
  });
  if (body === undefined) return [];
  return configurationSchema.parse(parser.parse(body)).CORSConfiguration.CORSRule;
}
