import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { childEnvironment } from '../../src/config/environment';
import { isKnownSecret } from '../../src/ops/state/sensitive';
import { lockedProviders, placeLockFile } from '../../src/terraform/lock-file';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { run } from '../support/commands';

describe('the names that `ops state` masks', () => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'image-service-schema-'));

  beforeAll(() => {
    const required: Record<string, object> = {};
    for (const { source } of lockedProviders()) required[path.basename(source)] = { source };
    writeFileSync(
      path.join(cwd, 'main.tf.json'),
      JSON.stringify({ terraform: { required_providers: required } }),
    );
    placeLockFile([cwd]);
  });
  afterAll(() => {
    rmSync(cwd, { recursive: true, force: true });
  });

  it('hold every attribute that the pinned provider calls sensitive', async () => {
    const env = childEnvironment({ ...(await providerEnvironment()), CHECKPOINT_DISABLE: '1' });
    const init = await run('terraform', ['init', '-input=false', '-no-color'], { cwd, env });
    expect(init).toMatchObject({ code: 0 });
    const schema = await run('terraform', ['providers', 'schema', '-json'], { cwd, env });
    const sensitive = sensitiveAttributes(schema.stdout);
    expect(sensitive.length).toBeGreaterThan(200);
    const shown = sensitive.filter(({ type, path: at }) => !isKnownSecret(type)(at, 'x'));
    expect(shown).toEqual([]);
  }, 300_000);
});

/** A block of `terraform providers schema -json`. */
interface Block {
  readonly attributes?: Readonly<Record<string, { readonly sensitive?: boolean }>>;
  readonly block_types?: Readonly<Record<string, { readonly block: Block }>>;
}

type Schemas = Readonly<Record<string, { readonly block: Block }>>;

function sensitiveAttributes(schema: string): { type: string; path: string[] }[] {
  const { provider_schemas: providers } = JSON.parse(schema) as {
    provider_schemas: Record<string, { resource_schemas: Schemas; data_source_schemas: Schemas }>;
  };
  const within = (block: Block, at: string[]): string[][] => [
    ...Object.entries(block.attributes ?? {}).flatMap(([name, { sensitive }]) =>
      sensitive === true ? [[...at, name]] : [],
    ),
    ...Object.entries(block.block_types ?? {}).flatMap(([name, inner]) =>
      within(inner.block, [...at, name]),
    ),
  ];
  return Object.values(providers)
    .flatMap((provider) => [
      ...Object.entries(provider.resource_schemas),
      ...Object.entries(provider.data_source_schemas),
    ])
    .flatMap(([type, { block }]) => within(block, []).map((at) => ({ type, path: at })));
}
