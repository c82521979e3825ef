import { describe, expect, it } from '@jest/globals';
import {
  descendants,
  parseProcesses,
  runningProcesses,
  terraformProcesses,
} from '../../src/system/processes';

const FAMILY = parseProcesses(`
    1     0 Ss   init
   10     1 Sl+  node
   11    10 R    node
   12    10 S    /usr/local/bin/terraform
   13    12 Sl   terraform
   14    13 Sl   terraform-provi
   15    10 Z    terraform
   20     1 S    terraform
`);

describe('parseProcesses', () => {
  it('drops the folder of the program, as macOS gives it', () => {
    expect(FAMILY).toContainEqual({ pid: 12, parent: 10, name: 'terraform' });
  });
});

describe('a process that has ended, and that its parent has not asked about', () => {
  it('is none that runs', () => {
    expect(FAMILY.map(({ pid }) => pid)).not.toContain(15);
  });
});

describe('descendants', () => {
  it('are the children and theirs, and nobody else', () => {
    expect(descendants(10, FAMILY).map(({ pid }) => pid)).toEqual([11, 12, 13, 14]);
  });
});

describe('terraformProcesses', () => {
  it("leaves out a version manager's, a provider and those of others", () => {
    expect(terraformProcesses(descendants(10, FAMILY))).toEqual([13]);
  });
});

describe('runningProcesses', () => {
  it('finds this one', () => {
    expect(runningProcesses()).toContainEqual(
      expect.objectContaining({ pid: process.pid, parent: process.ppid }),
    );
  });
});
