import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  inNewPlanDirectory,
  newPlanDirectory,
  planFiles,
  readApplicableRecord,
  wholePlan,
  writePlanFiles,
} from '../../../src/terraform/plan/plan-files';
import { planRecord } from '../../../src/terraform/plan/plan-record';
import { fixture, reportOf } from '../../support/plans/goldens';

const identity = {
  account: '111122223333',
  configurationSha256: 'a'.repeat(64),
  lockFileSha256: 'b'.repeat(64),
  planSha256: 'c'.repeat(64),
  state: null,
};
const extra = { summaryLine: 'one line', isShortened: false, allowDestroy: [] };
const record = planRecord(reportOf(fixture('create')), { ...extra, identity });

describe("a plan's files", () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(path.join(tmpdir(), 'image-service-files-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true, force: true });
  });

  function written(of = record) {
    const files = planFiles(directory);
    writeFileSync(files.plan, 'plan');
    writePlanFiles(files, { comment: 'text', full: 'text', record: of });
    return files;
  }

  it('are read again as they were written', () => {
    expect(readApplicableRecord(written(), 'dev')).toEqual(record);
  });

  it('hold the whole text apart only when the comment is shortened', () => {
    expect(existsSync(written().fullText)).toBe(false);
    const files = planFiles(directory);
    writePlanFiles(files, { comment: 'short', full: 'long', record });
    expect(existsSync(files.fullText)).toBe(true);
  });

  it('are gone before the next plan is made', async () => {
    written();
    await wholePlan(directory, () => {
      expect(readdirSync(directory)).toEqual([]);
      return Promise.resolve();
    });
  });

  it('lie in a folder of their own until they are too old to be applied', () => {
    const daysAgo = (days: number): Date => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
    const [first, second] = [
      newPlanDirectory('dev', directory),
      newPlanDirectory('dev', directory),
    ];
    expect(first).not.toBe(second);
    utimesSync(first, daysAgo(2.9), daysAgo(2.9));
    utimesSync(second, daysAgo(3.1), daysAgo(3.1));
    newPlanDirectory('prod', directory);
    expect([first, second].map((folder) => existsSync(folder))).toEqual([true, false]);
  });

  it('leave no folder where no plan comes of it', async () => {
    const plans = path.join(directory, 'plans');
    const fail = (): Promise<never> => Promise.reject(new Error('no'));
    await expect(inNewPlanDirectory('dev', fail, plans)).rejects.toThrow('no');
    expect(readdirSync(plans)).toEqual([]);
    await inNewPlanDirectory('dev', (made) => Promise.resolve(made), plans);
    expect(readdirSync(plans)).toHaveLength(1);
  });

  it('are all there or none, where the disk is full half-way', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
    });
    const unwritable = {
      ...record,
      toJSON: () => {
        throw full;
      },
    };
    const plan = wholePlan(directory, (files) => {
      writeFileSync(files.plan, 'half a pl');
      writePlanFiles(files, { comment: 'short', full: 'long', record: unwritable });
      return Promise.resolve();
    });
    await expect(plan).rejects.toBe(full);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('have to lie in a folder that takes them', async () => {
    const file = path.join(directory, 'file');
    writeFileSync(file, 'of somebody');
    const plan = wholePlan(file, () => Promise.resolve());
    await expect(plan).rejects.toThrow(
      `The plan's files cannot be written into ${file} (EEXIST: file already exists, mkdir '${file}'). Name another folder: --out DIR`,
    );
  });

  it('do not hold half a text, and leave no other file', () => {
    const files = planFiles(directory);
    writePlanFiles(files, { comment: 'first', full: 'first', record });
    rmSync(files.comment);
    mkdirSync(files.comment);
    expect(() => {
      writePlanFiles(files, { comment: 'second', full: 'second', record });
    }).toThrow(/EISDIR/);
    expect(readdirSync(directory)).toEqual(['plan.json', 'plan.md']);
  });

  it('are refused when the plan was only rendered, or is gone', () => {
    const rendered = planRecord(reportOf(fixture('create')), extra);
    expect(() => readApplicableRecord(written(rendered), 'dev')).toThrow(
      'a plan to read, not to apply',
    );
    const files = written();
    rmSync(files.plan);
    expect(() => readApplicableRecord(files, 'dev')).toThrow('a plan to read, not to apply');
  });
});
