import { z } from 'zod';
import { UserError } from '../../config/user-error';
import type { Json } from '../../values/json';
import { readJson } from '../../values/read-json';
import { mark, maskOf, secretsIn, type IsSecret, type Marked, type Path } from '../../values/mask';
import { quoted } from '../../values/text';

/** One instance of a resource or data source, as the state knows it. */
export interface StateResource {
  /** As Terraform writes it, e.g. `aws_s3_bucket.images[0]`. */
  readonly address: string;
  readonly mode: 'managed' | 'data';
  readonly type: string;
  /** To be replaced by the next apply: its creation did not finish. */
  readonly tainted: boolean;
  readonly attributes: Readonly<Record<string, Json>>;
  /** What Terraform has marked. */
  readonly sensitivePaths: readonly Path[];
}

/** One output of the stack. */
export interface StateOutput {
  readonly value: Json;
  readonly sensitive: boolean;
}

/** A state, as far as the commands look at it. */
export interface TerraformState {
  readonly serial: number;
  readonly lineage: string;
  readonly terraformVersion: string;
  readonly outputs: Readonly<Record<string, StateOutput>>;
  readonly resources: readonly StateResource[];
}

/** Any value: it comes from the reader of JSON. */
const json = z.custom<Json>((value) => value !== undefined);

const step = z.union([
  z.object({ type: z.literal('get_attr'), value: z.string() }),
  z.object({
    type: z.literal('index'),
    value: z.object({ value: z.union([z.string(), z.number()]) }),
  }),
]);

/** https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statefile/version4.go */
const stateSchema = z.object({
  version: z.literal(4),
  terraform_version: z.string(),
  serial: z.int(),
  lineage: z.string(),
  outputs: z
    .record(z.string(), z.object({ value: json, sensitive: z.boolean().optional() }))
    .default({}),
  resources: z
    .array(
      z.object({
        module: z.string().optional(),
        mode: z.enum(['managed', 'data']),
        type: z.string(),
        name: z.string(),
        instances: z.array(
          z.object({
            index_key: z.union([z.string(), z.number()]).optional(),
            deposed: z.string().optional(),
            status: z.string().optional(),
            attributes: z.record(z.string(), json).nullish(),
            sensitive_attributes: z.array(z.array(step)).nullish(),
          }),
        ),
      }),
    )
    .default([]),
});

type RawResource = z.infer<typeof stateSchema>['resources'][number];
type RawInstance = RawResource['instances'][number];

/** The text is not a state: somebody else has written it, or half of it. */
export class UnreadableState extends UserError {}

/**
 * The text of a state's bytes, each as it was.
 * @throws UnreadableState when they are in another encoding than UTF-8: written again, they would be others.
 */
export function decodeState(bytes: Uint8Array, where: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new UnreadableState(
      `${where} is not a Terraform state of format 4 (it is in another encoding than UTF-8).`,
    );
  }
}

/**
 * Reads a state.
 * @param where what the text is, for the error.
 * @throws UnreadableState when it is not one that this project's Terraform writes.
 */
export function parseState(text: string, where: string): TerraformState {
  const { data, fault } = readJson(text, stateSchema);
  if (data === undefined) {
    throw new UnreadableState(`${where} is not a Terraform state of format 4 (${fault}).`);
  }
  const { serial, lineage, terraform_version: terraformVersion, outputs, resources } = data;
  return {
    serial,
    lineage,
    terraformVersion,
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([name, { value, sensitive = false }]) => [
        name,
        { value, sensitive },
      ]),
    ),
    resources: resources.flatMap((resource) =>
      resource.instances.map((instance) => toResource(resource, instance)),
    ),
  };
}

/** The resources that Terraform has created, without what it only reads. */
export const managed = (state: TerraformState): StateResource[] =>
  state.resources.filter(({ mode }) => mode === 'managed');

/** What those states call sensitive, wherever it stands. */
export const secretsOf = (...states: readonly (TerraformState | undefined)[]): IsSecret =>
  secretsIn(
    states
      .filter((state) => state !== undefined)
      .flatMap(({ resources, outputs }) => [
        ...resources.map((one) => [one.attributes, maskOf(one.sensitivePaths)] as const),
        ...Object.values(outputs).map(({ value, sensitive }) => [value, sensitive] as const),
      ]),
  );

/** A resource's attributes, with what is sensitive wrapped. */
export const markedAttributes = (
  { attributes, sensitivePaths }: StateResource,
  isSecret: IsSecret,
): Marked | undefined => mark(attributes, { sensitive: maskOf(sensitivePaths), isSecret });

/** A state's outputs, with what is sensitive wrapped. */
export const markedOutputs = (
  state: TerraformState | undefined,
  isSecret: IsSecret,
): Record<string, Marked> =>
  Object.fromEntries(
    Object.entries(state?.outputs ?? {}).map(([name, { value, sensitive }]) => [
      name,
      mark(value, { sensitive, isSecret }) ?? null,
    ]),
  );

/** The same state with another serial, every other byte as it was. */
export function withSerial(text: string, serial: number, where: string): string {
  // Not parsed and written again: JavaScript would round numbers that Terraform keeps exactly.
  const changed = text.replace(/"serial"\s*:\s*\d+/, `"serial": ${serial}`);
  const before = parseState(text, where);
  const after = parseState(changed, where);
  if (JSON.stringify(after) === JSON.stringify({ ...before, serial })) return changed;
  throw new UserError(`${where} has no serial where Terraform writes it; it cannot be raised.`);
}

function toResource(resource: RawResource, instance: RawInstance): StateResource {
  return {
    address: addressOf(resource, instance),
    mode: resource.mode,
    type: resource.type,
    tainted: instance.status === 'tainted',
    attributes: instance.attributes ?? {},
    sensitivePaths: (instance.sensitive_attributes ?? []).map((path) =>
      path.map((one) => (one.type === 'get_attr' ? one.value : one.value.value)),
    ),
  };
}

function addressOf(resource: RawResource, { index_key: index, deposed }: RawInstance): string {
  const parts = [
    ...(resource.module === undefined ? [] : [resource.module]),
    ...(resource.mode === 'data' ? ['data'] : []),
    resource.type,
    resource.name,
  ];
  const key = index === undefined ? '' : `[${typeof index === 'string' ? quoted(index) : index}]`;
  // Terraform's own words for what a replacement has left behind.
  return parts.join('.') + key + (deposed === undefined ? '' : ` (deposed object ${deposed})`);
}
