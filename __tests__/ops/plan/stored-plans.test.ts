import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { zipSync } from 'fflate';
import { UserError } from '../../../src/config/user-error';
import { storePlan, withStoredPlan } from '../../../src/ops/plan/stored-plans';
import { FakeBackend, s3Error } from '../../support/fake-backend';
import { temporaryDirectory } from '../../support/temporary';

const RECORD = '{"stage":"dev"}';
/** Of that text, by `sha256sum`. */
const ID = '8919e8ea2a25a2004a4802785df95e14055b566e795fc7211e1b4bc080b89041';
const KEY = `image-service-plans/dev/${ID}`;

describe('a stored plan', () => {
  let fake: FakeBackend;
  let directory: string;

  beforeEach(() => {
    fake = new FakeBackend();
    directory = temporaryDirectory();
    writeFileSync(path.join(directory, 'plan.json'), RECORD);
    writeFileSync(path.join(directory, 'plan.md'), 'to read');
    writeFileSync(path.join(directory, 'terraform.plan'), 'to apply');
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const nobody = (): Promise<void> => Promise.reject(new Error('it was applied'));

  it('is called by the SHA-256 of its record, replaces nothing, and is encrypted', async () => {
    expect(await storePlan('dev', directory, {})).toBe(ID);
    expect(fake.s3.commandCalls(PutObjectCommand)[0]?.args[0].input).toMatchObject({
      Bucket: 'lego-moc-image-service-state',
      Key: KEY,
      ServerSideEncryption: 'AES256',
      IfNoneMatch: '*',
    });
  });

  it('is what the deploy gets, and is gone for good once that has succeeded', async () => {
    await storePlan('dev', directory, {});
    let seen = '';
    await withStoredPlan(
      'dev',
      ID,
      (where) => {
        seen = where;
        expect(readFileSync(path.join(where, 'plan.json'), 'utf8')).toBe(RECORD);
        expect(readFileSync(path.join(where, 'terraform.plan'), 'utf8')).toBe('to apply');
        return Promise.resolve();
      },
      {},
    );
    expect(seen).not.toBe('');
    expect(existsSync(seen)).toBe(false);
    expect(fake.versions.get(KEY)).toEqual([]);
    await expect(withStoredPlan('dev', ID, nobody, {})).rejects.toEqual(
      new UserError(
        `There is no stored plan ${ID} of dev: it was applied, or stored more than 3 days ago. Plan again: pnpm ops plan dev --store; in a workflow: re-run all jobs.`,
      ),
    );
  });

  it('stays where the deploy fails, but not on this machine', async () => {
    await storePlan('dev', directory, {});
    let seen = '';
    const failing = (where: string): Promise<void> => {
      seen = where;
      return Promise.reject(new Error('refused'));
    };
    await expect(withStoredPlan('dev', ID, failing, {})).rejects.toThrow('refused');
    expect(existsSync(seen)).toBe(false);
    expect(fake.versions.get(KEY)).toHaveLength(1);
  });

  it('is not fetched where there is no temporary folder for it', async () => {
    await storePlan('dev', directory, {});
    await expect(withStoredPlan('dev', ID, nobody, { TMPDIR: '/nonexistent' })).rejects.toThrow(
      'The temporary folder /nonexistent takes no files (ENOENT)',
    );
  });

  it('that cannot be removed does not make the deploy a failure', async () => {
    const error = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await storePlan('dev', directory, {});
    fake.s3.on(DeleteObjectCommand).rejects(s3Error('AccessDenied', 403));
    await withStoredPlan('dev', ID, () => Promise.resolve(), {});
    expect(error).toHaveBeenCalledWith(
      expect.stringMatching(/^The stored plan could not be removed; it expires\. /),
    );
  });

  it.each([
    {
      what: 'another record',
      body: { 'plan.json': Buffer.from('{"stage":"prod"}'), 'terraform.plan': Buffer.from('x') },
    },
    { what: 'no plan', body: { 'plan.json': Buffer.from(RECORD) } },
    { what: 'no archive', body: undefined },
  ])('that holds $what by now is not applied', async ({ body }) => {
    const content = body === undefined ? Buffer.from('mine') : zipSync(body);
    fake.versions.set(KEY, [{ id: 'replaced', text: content as unknown as string }]);
    await expect(withStoredPlan('dev', ID, nobody, {})).rejects.toThrow(
      `What is stored as the plan ${ID} of dev is not the plan that was reviewed. Nothing was applied.`,
    );
  });

  it.each([
    { stage: 'dev', id: '../../state', message: '"../../state" is no plan\'s id' },
    { stage: 'nostage', id: ID, message: 'nostage' },
  ])('is not looked for as $id of $stage', async ({ stage, id, message }) => {
    await expect(withStoredPlan(stage, id, nobody, {})).rejects.toThrow(message);
  });
});
