import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Confirm } from '../../../src/cli/confirm';
import { editState, formatEdited, type EditOptions } from '../../../src/ops/state/edit-state';
import { whoAmI } from '../../../src/terraform/state/lock-holder';
import { PLAIN } from '../../../src/cli/terminal';
import { currentEnvironment, searchPath, type Environment } from '../../../src/config/environment';
import type { ChangeOptions } from '../../../src/ops/state/change-state';
import { pushErroredState } from '../../../src/ops/state/push-errored';
import { restoreState } from '../../../src/ops/state/restore';
import { CACHE_DIRECTORY, PROJECT_ROOT } from '../../../src/system/project';
import { awsName, keepErroredState } from '../../../src/terraform/errored-state';
import { program, temporaryDirectory, write } from '../../support/temporary';
import { ACCOUNT, FakeBackend } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

/** Terraform itself changes the text. */
jest.setTimeout(60_000);

const before = stateText({
  serial: 4,
  resources: [{ address: 'aws_sns_topic.one' }, { address: 'aws_sns_topic.two' }],
});

describe('editState', () => {
  let fake: FakeBackend;
  let backupDirectory: string;
  const asked: string[] = [];
  const yes: Confirm = (what) => {
    asked.push(what);
    return Promise.resolve(true);
  };
  const edit = (options: Partial<EditOptions>, env?: Environment) =>
    editState(
      { ...fake.context(), env },
      {
        stage: 'dev',
        command: 'rm',
        addresses: ['aws_sns_topic.one'],
        confirm: yes,
        backupDirectory,
        style: PLAIN,
        progress: (_doing, work) => work,
        ...options,
      },
    );

  beforeEach(() => {
    asked.length = 0;
    backupDirectory = temporaryDirectory();
    fake = new FakeBackend().add('dev', { id: 'v', text: before });
  });

  const newest = () =>
    JSON.parse(fake.newest('dev')?.text ?? '') as {
      serial: number;
      lineage: string;
      resources: { name: string }[];
    };

  it('takes a resource out: with a higher serial, the digest, who did it, and a backup', async () => {
    const edited = await edit({});
    expect(newest()).toMatchObject({
      serial: 5,
      lineage: 'a-lineage',
      resources: [{ name: 'two' }],
    });
    expect(newest().resources).toHaveLength(1);
    const md5 = createHash('md5')
      .update(fake.newest('dev')?.text ?? '')
      .digest('hex');
    expect(fake.digest('dev')).toBe(md5);
    expect(fake.writers.get(edited.versionId ?? '')).toBe(whoAmI());
    expect(readFileSync(edited.backup ?? '', 'utf8')).toBe(before);
    expect(fake.isLocked('dev')).toBe(false);
    expect(asked).toEqual([
      [
        'Change the state of image-service-dev: terraform state rm',
        '- aws_sns_topic.one',
        'Only what Terraform knows is changed, nothing in AWS.',
      ].join('\n'),
    ]);
    expect(formatEdited(edited)).toBe(
      [
        'The state of image-service-dev is changed, as serial 5.',
        `What it replaced is kept in ${edited.backup ?? ''} (it may hold secrets).`,
        'Next: pnpm cdktf diff image-service-dev',
      ].join('\n'),
    );
  });

  it('gives a resource another address', async () => {
    await edit({ command: 'mv', addresses: ['aws_sns_topic.one', 'aws_sns_topic.three'] });
    expect(
      newest()
        .resources.map(({ name }) => name)
        .sort(),
    ).toEqual(['three', 'two']);
  });

  it('takes out what a module or a resource without its key stands for', async () => {
    fake.add('dev', {
      id: 'w',
      text: stateText({
        resources: [
          { address: 'aws_sns_topic.a', instance: { index_key: 0 } },
          { address: 'aws_sns_topic.b', module: 'module.c' },
          { address: 'data.aws_region.d' },
          { address: 'aws_sns_topic.e' },
        ],
      }),
    });
    await edit({ addresses: ['aws_sns_topic.a', 'module.c', 'data.aws_region.d'] });
    expect(newest().resources.map(({ name }) => name)).toEqual(['e']);
  });

  const nothingChanged = (): void => {
    expect(fake.newest('dev')?.text).toBe(before);
    expect(fake.digest('dev')).not.toBeDefined();
    expect(readdirSync(backupDirectory)).toEqual([]);
  };

  it('changes nothing without a yes', async () => {
    const declined = await edit({ confirm: () => Promise.resolve(false) });
    expect(declined).toMatchObject({ outcome: 'declined' });
    nothingChanged();
    expect(fake.isLocked('dev')).toBe(false);
  });

  it.each([
    {
      what: 'addresses that are not there, naming each',
      addresses: ['aws_sns_topic.one', 'aws_sns_topic.tow', 'aws_vpc.b'],
      said: [
        'The state has nothing at these addresses, and was not changed:',
        '  aws_sns_topic.tow Did you mean "aws_sns_topic.two"?',
        '  aws_vpc.b',
        '`pnpm ops state show dev` lists all that it has.',
      ].join('\n'),
    },
    { what: 'an option', addresses: ['-state-out=other'], said: '  -state-out=other' },
  ])('changes nothing for $what', async ({ addresses, said }) => {
    await expect(edit({ addresses })).rejects.toThrow(said);
    nothingChanged();
    expect(fake.isLocked('dev')).toBe(false);
  });

  it('refuses while somebody holds the lock', async () => {
    fake.lock('dev', terraformLock);
    await expect(edit({})).rejects.toThrow('is locked by ann@elsewhere');
    nothingChanged();
  });

  it('makes no state that one which could not be uploaded no longer goes on from', async () => {
    const env = { ...currentEnvironment(), AWS_ENDPOINT_URL: `http://edit-${process.pid}.test:1` };
    const directory = temporaryDirectory();
    write(directory, 'errored.tfstate', stateText({ serial: 6 }));
    const kept = keepErroredState(directory, 'image-service-dev', awsName(ACCOUNT, env)) ?? '';
    const given = { stage: 'dev', confirm: yes, style: PLAIN };
    const progress: ChangeOptions['progress'] = (_doing, work) => work;
    const context = { ...fake.context(), env };
    try {
      for (const change of [
        editState(context, { ...given, progress, command: 'rm', addresses: ['aws_sns_topic.one'] }),
        restoreState(context, { ...given, progress, version: '4' }),
      ]) {
        await expect(change).rejects.toThrow('state push-errored image-service-dev');
      }
    } finally {
      rmSync(path.dirname(kept), { recursive: true });
    }
    nothingChanged();
  });

  it('finds what a killed run could not upload, as does the push', async () => {
    const env = {
      ...currentEnvironment(),
      AWS_ENDPOINT_URL: `http://killed-${process.pid}.test:1`,
    };
    const aws = awsName(ACCOUNT, env);
    const run = path.join(CACHE_DIRECTORY, 'runs', `1-gone-${aws}-${process.pid}`);
    const kept = path.join(PROJECT_ROOT, '.errored-states', aws);
    const progress: ChangeOptions['progress'] = (_doing, work) => work;
    const given = { stage: 'dev', confirm: () => Promise.resolve(false), style: PLAIN, progress };
    const context = { ...fake.context(), env };
    for (const change of [
      () => restoreState(context, { ...given, version: '4' }),
      () => pushErroredState(context, given),
    ]) {
      mkdirSync(path.join(run, 'stacks/image-service-dev'), { recursive: true });
      write(path.join(run, 'stacks/image-service-dev'), 'errored.tfstate', 'half a st');
      try {
        await expect(change()).rejects.toThrow('push-errored image-service-dev --put-away');
      } finally {
        for (const folder of [run, kept]) rmSync(folder, { recursive: true, force: true });
      }
    }
    nothingChanged();
  });

  it('writes nothing where Terraform makes no state of it', async () => {
    const bin = temporaryDirectory();
    program(
      bin,
      'terraform',
      `[ "$1" = state ] || exec echo '{"terraform_version": "1.11.4"}'; echo '{}' > "\${4#-state=}"`,
    );
    const PATH = [bin, ...searchPath()].join(path.delimiter);
    await expect(edit({}, { PATH })).rejects.toThrow(
      /^What Terraform made of it is not a Terraform state of format 4/,
    );
    expect(fake.newest('dev')?.text).toBe(before);
  });

  it('builds on no state that Terraform would refuse', async () => {
    fake.setDigest('dev', 'another');
    await expect(edit({})).rejects.toThrow(
      'The state is not the one that Terraform last wrote (MD5 ',
    );
    expect(fake.newest('dev')?.text).toBe(before);
  });
});
