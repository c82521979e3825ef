import { buildApp } from '../../../src/app';
import type { FunctionDefinition } from '../../../src/constructs/functions/function-definition';
import type { Synthesized } from '../../../src/synthesized/synthesized';
import { resources, synthesized } from '../../../src/synthesized/synthesized';
import { config } from '../config';
import { SETTINGS, STATEFUL } from './losses';

type Body = Readonly<Record<string, unknown>>;

/** Resources of one Terraform configuration, by type and name. */
export type Module = Readonly<Record<string, Readonly<Record<string, Body>>>>;

const NIGHTLY: FunctionDefinition = {
  name: 'nightly',
  schedule: 'cron(0 4 * * ? *)',
  entry: 'examples/hello-function/handler.ts',
};

/** Every stack, with a function that has a queue; by its name without `image-service-`. */
export function everyStack(): ReadonlyMap<
  string,
  { readonly of: Synthesized; readonly json: string }
> {
  const { accesses, states, stages } = buildApp(config, [NIGHTLY]);
  const stacks = [...accesses, ...states, ...stages.map(({ stack }) => stack)];
  return new Map(
    stacks.map((stack) => [
      stack.node.id.replace('image-service-', ''),
      { of: synthesized(stack), json: JSON.stringify(stack.toTerraform()) },
    ]),
  );
}

/** A resource that holds no data: what happens to the others happens to it, and is not refused. */
const STATELESS = { aws_ssm_parameter: { stateless: { name: '/a', type: 'String', value: 'a' } } };

const ADDED = { aws_ssm_parameter: { added: { name: '/b', type: 'String', value: 'b' } } };

/**
 * Every resource of a type that holds data, of every stack in one configuration, as it is synthesized, beside one that
 * holds none; and their addresses there by `<stack> <path>`.
 */
export function statefulModule(): {
  readonly module: Module;
  readonly addresses: ReadonlyMap<string, string>;
} {
  const module: Record<string, Record<string, Body>> = { ...STATELESS };
  const addresses = new Map<string, string>();
  const types = [...new Set(STATEFUL.map(({ type }) => type))];
  for (const [scope, { of }] of everyStack()) {
    for (const { type, address, path, body } of resources(of, ...types)) {
      const [, name = ''] = address.split('.');
      const text = JSON.stringify(body).replaceAll(/\$\{aws_\w+\.[\w-]+/g, `$&-${scope}`);
      // The policy of a key comes from a data source.
      const { '//': _, policy: __, ...own } = JSON.parse(text) as Record<string, unknown>;
      (module[type] ??= {})[`${name}-${scope}`] = own;
      addresses.set(`${scope} ${path.slice(of.stack.length + 1)}`, `${address}-${scope}`);
    }
  }
  return { module, addresses };
}

/** What makes Terraform create each type anew; a versioning goes with its bucket. */
const REPLACING: Readonly<Record<string, (body: Body) => Body>> = {
  aws_cloudwatch_log_group: ({ name }) => ({ name: `${String(name)}-2` }),
  aws_dynamodb_table: () => ({
    hash_key: 'other',
    range_key: undefined,
    attribute: [{ name: 'other', type: 'S' }],
    global_secondary_index: undefined,
  }),
  aws_kms_key: () => ({ multi_region: true }),
  aws_s3_bucket: ({ bucket }) => ({ bucket: `${String(bucket)}-2` }),
  aws_s3_bucket_versioning: () => ({}),
  aws_sqs_queue: ({ name }) => ({ name: `${String(name)}-2` }),
  aws_ssm_parameter: ({ name }) => ({ name: `${String(name)}-2` }),
};

const mapBodies = (module: Module, change: (body: Body, address: string) => Body): Module =>
  Object.fromEntries(
    Object.entries(module).map(([type, named]) => [
      type,
      Object.fromEntries(
        Object.entries(named).map(([name, body]) => [
          name,
          { ...body, ...change(body, `${type}.${name}`) },
        ]),
      ),
    ]),
  );

/** The configuration in which everything is created anew. */
export const replaced = (module: Module): Module =>
  mapBodies(module, (body, address) => REPLACING[address.split('.')[0] ?? '']?.(body) ?? {});

/** The configuration with everything lost in that way, and nothing that keeps Terraform from it. */
export const LOST = {
  replaced: (module) => mapBodies(replaced(module), () => ({ lifecycle: undefined })),
  removed: () => ADDED,
  renamed: (module) => {
    const names = Object.values(module).flatMap(Object.keys);
    const text = names.reduce(
      (before, name) => before.replaceAll(name, `${name}-renamed`),
      JSON.stringify(module),
    );
    return JSON.parse(text) as Module;
  },
} as const satisfies Readonly<Record<string, (module: Module) => Module>>;

/** The configuration with every setting of `losses.ts` changed that one of its resources has. */
export function unprotected(module: Module, addresses: ReadonlyMap<string, string>): Module {
  const changes = SETTINGS.flatMap(({ key, value, refusedAt, letThrough }) =>
    [...refusedAt, ...(letThrough?.at ?? [])].map((place) => {
      const [first = '', second] = key.split('.');
      return {
        address: addresses.get(place),
        body: { [first]: second === undefined ? value : { [second]: value } },
      };
    }),
  );
  return mapBodies(
    module,
    (_, address) =>
      Object.assign(
        {},
        ...changes.filter((one) => one.address === address).map(({ body }) => body),
      ) as Body,
  );
}
