import { expect } from '@jest/globals';
import type { Operator } from './operator';

type FindId = (operator: Operator, name: string) => Promise<string>;

const nameItself: FindId = (_, name) => Promise.resolve(name);

/** Where the id of each type is found that a deploy can clash with: the runbook's table. */
const IDS: Readonly<Record<string, FindId>> = {
  aws_cloudwatch_log_group: nameItself,
  aws_dynamodb_table: nameItself,
  aws_iam_role: nameItself,
  aws_kms_alias: nameItself,
  // The provider creates it first and tags it then: killed in between, it is no orphan to see.
  aws_s3_bucket: nameItself,
  aws_cloudfront_cache_policy: (operator, name) =>
    listed(operator, 'aws cloudfront list-cache-policies --type custom', name),
  aws_cloudfront_response_headers_policy: (operator, name) =>
    listed(operator, 'aws cloudfront list-response-headers-policies --type custom', name),
  aws_cloudfront_origin_access_control: (operator, name) =>
    listed(operator, 'aws cloudfront list-origin-access-controls', name),
};

/** One resource that a deploy found to exist already. */
interface Clash {
  readonly address: string;
  readonly name: string;
}

/** The clashes in what a deploy printed: `creating <type> (<name>): …`, then `with <address>`. */
export function clashesIn(output: string): Clash[] {
  const errors = output.matchAll(/Error: creating [^(]*\(([^)]+)\):[^]*?with (aws_\w+\.[\w-]+)/g);
  return [...errors].map(([, name = '', address = '']) => ({ address, name }));
}

/** Imports what a deploy has clashed with, as the runbook says. */
export async function importClash(operator: Operator, { address, name }: Clash): Promise<void> {
  const idOf = IDS[address.split('.')[0] ?? ''];
  if (idOf === undefined) throw new Error(`the runbook has no id for ${address}`);
  const imported = await operator.follow(
    "terraform -chdir=cdktf.out/stacks/image-service-dev import '<address>' '<id>'",
    { address, id: await idOf(operator, name) },
  );
  expect(imported).toMatchObject({ code: 0 });
}

/** The id that a list of CloudFront's has beside the name. */
async function listed(operator: Operator, command: string, name: string): Promise<string> {
  const { stdout } = await operator.follow(command);
  const found = idBeside(JSON.parse(stdout), name);
  if (found === undefined) throw new Error(`${name} is not in what \`${command}\` prints`);
  return found;
}

/** The `Id` of the innermost object that has one and holds the name somewhere. */
function idBeside(value: unknown, name: string): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const inner = Object.values(value)
    .map((one) => idBeside(one, name))
    .find((one) => one !== undefined);
  if (inner !== undefined) return inner;
  const id: unknown = Reflect.get(value, 'Id');
  return typeof id === 'string' && JSON.stringify(value).includes(`"${name}"`) ? id : undefined;
}
