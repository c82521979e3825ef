import { readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import { childEnvironment } from '../src/config/environment';
import { CACHE_DIRECTORY, PROJECT_ROOT } from '../src/system/project';
import { run } from './support/commands';
import { temporaryDirectory } from './support/temporary';

const STACKS = [
  'image-service-state',
  'image-service-access',
  'image-service-dev',
  'image-service-staging',
  'image-service-prod',
];

const synthesize = (outdir: string, ...program: readonly string[]) =>
  run(process.execPath, program, { env: childEnvironment({ CDKTF_OUTDIR: outdir }) });

/** A stack's JSON, and apart from it the version that its metadata names. */
function read(
  outdir: string,
  stack: string,
): { readonly version: unknown; readonly json: unknown } {
  const file = path.join(outdir, 'stacks', stack, 'cdk.tf.json');
  const json = JSON.parse(readFileSync(file, 'utf8')) as {
    '//': { metadata: { version?: unknown } };
  };
  const { version, ...metadata } = json['//'].metadata;
  return { version, json: { ...json, '//': { ...json['//'], metadata } } };
}

/** docs/decisions/0024 */
describe('main.ts, where every import of cdktf is of cdktn', () => {
  const [underCdktf, underCdktn] = [temporaryDirectory(), temporaryDirectory()];
  // Two folders below the project, as the module that looks for its root.
  const bundle = path.join(CACHE_DIRECTORY, 'cdktn', `main.${String(process.pid)}.js`);
  let libraries: readonly string[] = [];

  beforeAll(async () => {
    const { metafile } = await build({
      absWorkingDir: PROJECT_ROOT,
      entryPoints: ['main.ts'],
      bundle: true,
      platform: 'node',
      outfile: bundle,
      alias: { cdktf: 'cdktn', constructs: 'constructs-of-cdktn' },
      external: ['@cloud-copilot/*', 'esbuild'],
      metafile: true,
      logLevel: 'silent',
    });
    libraries = Object.keys(metafile.inputs).map(
      (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? 'ours',
    );
    const ended = [
      await synthesize(underCdktn, bundle),
      await synthesize(underCdktf, 'src/bundled.cjs', 'main.ts'),
    ];
    expect(ended).toEqual(Array(2).fill({ code: 0, stdout: '', stderr: '' }));
  });

  afterAll(() => {
    rmSync(bundle);
  });

  it('has nothing of cdktf left, not in the provider either', () => {
    expect(libraries).toEqual(expect.arrayContaining(['cdktn', '@cdktf/provider-aws', 'ours']));
    expect(libraries).not.toContain('cdktf');
  });

  it.each([underCdktf, underCdktn])('synthesizes these stacks and no others (%#)', (outdir) => {
    expect(readdirSync(path.join(outdir, 'stacks')).sort()).toEqual([...STACKS].sort());
  });

  it.each(STACKS)('synthesizes the same %s but for the version', (stack) => {
    const [cdktf, cdktn] = [read(underCdktf, stack), read(underCdktn, stack)];
    expect(cdktn.json).toEqual(cdktf.json);
    expect([cdktf.version, cdktn.version]).toEqual(['0.21.0', '0.24.0']);
  });
});
