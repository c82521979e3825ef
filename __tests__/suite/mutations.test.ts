import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { MUTATIONS } from '../../bench/mutation-list';
import { PROJECT_ROOT } from '../../src/system/project';

describe('the mutations of `pnpm bench mutations`', () => {
  it.each(MUTATIONS)('$what: changes its file in one place', ({ file, from }) => {
    expect(readFileSync(path.join(PROJECT_ROOT, file), 'utf8').split(from)).toHaveLength(2);
  });
});
