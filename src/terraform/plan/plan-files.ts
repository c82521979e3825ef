import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { MAX_PLAN_AGE_DAYS } from '../../config/plan-age';
import { UserError } from '../../config/user-error';
import { CACHE_DIRECTORY } from '../../system/project';
import { writeWhole } from '../../system/write-whole';
import { readJson } from '../../values/read-json';
import { planRecordSchema, type PlanIdentity, type PlanRecord } from './plan-record';
import { FULL_TEXT_FILE } from './render-plan';

/** The files of a plan's folder. */
export interface PlanFiles {
  readonly directory: string;
  /** What Terraform applies. It holds secrets in plain text. */
  readonly plan: string;
  readonly comment: string;
  readonly fullText: string;
  readonly record: string;
}

/** Where a plan's files are in its folder. */
export function planFiles(directory: string): PlanFiles {
  const absolute = path.resolve(directory);
  return {
    directory: absolute,
    plan: path.join(absolute, 'terraform.plan'),
    comment: path.join(absolute, 'plan.md'),
    fullText: path.join(absolute, FULL_TEXT_FILE),
    record: path.join(absolute, 'plan.json'),
  };
}

const DAY = 24 * 60 * 60 * 1000;

/** Does the work with a folder for a plan that names none; where the work fails, the folder is gone. */
export async function inNewPlanDirectory<T>(
  scope: string,
  work: (directory: string) => Promise<T>,
  plans?: string,
): Promise<T> {
  const directory = newPlanDirectory(scope, plans);
  try {
    return await work(directory);
  } catch (error) {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  }
}

/**
 * Makes a folder for a plan that names none: one of its own, so that what a run has said of it stays true.
 * Those whose plans are too old to be applied are removed: they hold secrets.
 */
export function newPlanDirectory(
  scope: string,
  plans: string = path.join(CACHE_DIRECTORY, 'plans'),
): string {
  mkdirSync(plans, { recursive: true });
  for (const old of readdirSync(plans).map((name) => path.join(plans, name))) {
    // Another run may have removed it.
    const { mtimeMs } = statSync(old, { throwIfNoEntry: false }) ?? { mtimeMs: 0 };
    const isOld = Date.now() - mtimeMs > MAX_PLAN_AGE_DAYS * DAY;
    if (isOld) rmSync(old, { recursive: true, force: true });
  }
  return mkdtempSync(path.join(plans, `${scope}-`));
}

/**
 * Looks whether a plan's folder can be made, or written into, without doing so.
 * @throws UserError when it cannot.
 */
export function requirePlanDirectory(directory: string): void {
  const { directory: wanted } = planFiles(directory);
  let there = wanted;
  while (!existsSync(there)) there = path.dirname(there);
  try {
    // The last character is none of a file's path.
    accessSync(there + path.sep, constants.W_OK);
  } catch (error) {
    throw notWritable(wanted, error);
  }
}

const notWritable = (directory: string, error: unknown): UserError =>
  new UserError(
    `The plan's files cannot be written into ${directory} (${(error as Error).message}). Name another folder: --out DIR`,
  );

/** Makes the folder, without the files of an earlier plan: they must not pass for this one's. */
function clearPlanFiles(directory: string): PlanFiles {
  const files = planFiles(directory);
  try {
    mkdirSync(files.directory, { recursive: true });
    accessSync(files.directory, constants.W_OK);
  } catch (error) {
    throw notWritable(files.directory, error);
  }
  for (const file of [files.plan, files.comment, files.fullText, files.record]) {
    rmSync(file, { force: true });
  }
  return files;
}

/**
 * Has the files of a plan written into its folder: all of them, or none where that fails, e.g. for a full
 * disk. Those of an earlier plan are gone.
 */
export async function wholePlan<T>(
  directory: string,
  write: (files: PlanFiles) => T | Promise<T>,
): Promise<T> {
  const files = clearPlanFiles(directory);
  try {
    return await write(files);
  } catch (error) {
    clearPlanFiles(directory);
    throw error;
  }
}

/** Writes what people and programs read of a plan; its record last, without which there is none. */
export function writePlanFiles(
  files: PlanFiles,
  texts: { readonly comment: string; readonly full: string; readonly record: PlanRecord },
): void {
  writeWhole(files.comment, texts.comment);
  if (texts.comment !== texts.full) writeWhole(files.fullText, texts.full);
  writeWhole(files.record, `${JSON.stringify(texts.record, null, 2)}\n`);
}

/** A plan that can be applied. */
export type ApplicableRecord = PlanRecord & { readonly identity: PlanIdentity };

/**
 * Reads the record of the stage's plan.
 * @throws UserError when the folder holds none, or one that cannot be applied.
 */
export function readApplicableRecord(files: PlanFiles, scope: string): ApplicableRecord {
  const make = `Make one with \`pnpm ops plan ${scope} --out DIR\`.`;
  if (!existsSync(files.record)) {
    throw new UserError(`${files.directory} holds no plan. ${make}`);
  }
  const { data: record, fault } = readJson(readFileSync(files.record, 'utf8'), planRecordSchema);
  if (record === undefined) {
    throw new UserError(
      `${files.record} is not a plan's record that this can read (${fault}). ${make}`,
    );
  }
  const { stage, identity } = record;
  if (stage !== scope) {
    throw new UserError(`${files.directory} holds a plan for ${stage}, not for ${scope}. ${make}`);
  }
  if (identity === undefined || !existsSync(files.plan)) {
    throw new UserError(`${files.directory} holds a plan to read, not to apply. ${make}`);
  }
  return { ...record, identity };
}
