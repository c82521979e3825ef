import { describe, expect, it } from '@jest/globals';
import {
  descendants,
  parseProcesses,
  runningProcesses,
  terraformProcesses,
} from '../../src/terraform/processes';

const FAMILY = parseProcesses(`
    1     0 init
   10     1 node
   11    10 node
   12    10 /usr/local/bin/terraform
   13    12 terraform
   14    13 terraform-provi
   20     1 terraform
`);

describe('parseProcesses', () => {
  it('drops the folder of the program, as macOS gives it', () => {
    expect(FAMILY).toContainEqual({ pid: 12, parent: 10, name: 'terraform' });
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
