import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { childEnvironment } from '../src/config/environment';
import { PROJECT_ROOT } from '../src/system/project';
import { temporaryDirectory } from './support/temporary';

describe('main.ts', () => {
  const outdir = temporaryDirectory();
  const synthesize = (...args: string[]) =>
    spawnSync(process.execPath, ['src/bundled.cjs', 'main.ts', ...args], {
      cwd: PROJECT_ROOT,
      env: childEnvironment({ CDKTF_OUTDIR: outdir }),
      encoding: 'utf8',
    });

  it('synthesizes one stack alone', () => {
    expect(synthesize('image-service-staging')).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(path.join(outdir, 'stacks'))).toEqual(['image-service-staging']);
  });
});
