import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  clearPlanFiles,
  planFiles,
  readApplicableRecord,
  writePlanFiles,
} from '../../src/ops/plan-files';
import { planRecord } from '../../src/ops/plan/plan-record';
import { fixture, reportOf } from '../support/plans/goldens';

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
    const files = clearPlanFiles(directory);
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

  it('do not survive the next plan: a failed one leaves none', () => {
    written();
    const files = clearPlanFiles(directory);
    expect([files.plan, files.comment, files.record].some((file) => existsSync(file))).toBe(false);
  });

  it('are refused when there are none', () => {
    expect(() => readApplicableRecord(planFiles(directory), 'dev')).toThrow(
      `${directory} holds no plan. Make one with \`pnpm ops plan dev --out DIR\`.`,
    );
  });

  it('are refused for another stage', () => {
    expect(() => readApplicableRecord(written(), 'prod')).toThrow(
      'holds a plan for dev, not for prod',
    );
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

  it.each(['', 'no JSON', '{"formatVersion":2}'])('are refused with the record "%s"', (text) => {
    const files = written();
    writeFileSync(files.record, text);
    expect(() => readApplicableRecord(files, 'dev')).toThrow("is not a plan's record");
  });
});
