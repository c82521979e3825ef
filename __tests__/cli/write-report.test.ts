import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { writeReport } from '../../src/cli/write-report';
import { temporaryDirectory } from '../support/temporary';

describe('writeReport', () => {
  it('writes the file', () => {
    const file = path.join(temporaryDirectory(), 'page.html');
    writeReport(file, '<html>');
    expect(readFileSync(file, 'utf8')).toBe('<html>');
  });

  it('says where it could not, and what to do', () => {
    const file = path.join(temporaryDirectory(), 'nowhere', 'page.html');
    expect(() => {
      writeReport(file, '');
    }).toThrow(
      `${file} cannot be written (ENOENT: no such file or directory, open '${file}'). A folder of that path is missing, or is none: make it, or name another.`,
    );
  });
});
