import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { childEnvironment } from '../src/config/environment';
import { PROJECT_ROOT } from '../src/system/project';
import { committed } from './support/config';
import { temporaryDirectory } from './support/temporary';

describe('main.ts', () => {
  const outdir = temporaryDirectory();
  const stages = committed.stages.map(({ name }) => `image-service-${name}`);
  const synthesize = (...args: string[]) =>
    spawnSync(process.execPath, ['src/bundled.cjs', 'main.ts', ...args], {
      cwd: PROJECT_ROOT,
      env: childEnvironment({ CDKTF_OUTDIR: outdir }),
      encoding: 'utf8',
    });

  it('names the stacks where there is none of that name', () => {
    expect(synthesize('dev')).toMatchObject({
      status: 1,
      stdout: '',
      stderr: `Error: There is no stack "dev". The stacks are: image-service-state, ${stages.join(', ')}, image-service-access.\n`,
    });
  });

  it('synthesizes one stack alone', () => {
    expect(synthesize('image-service-staging')).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(path.join(outdir, 'stacks'))).toEqual(['image-service-staging']);
  });
});
