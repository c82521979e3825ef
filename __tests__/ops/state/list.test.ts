import { GetObjectCommand, GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/cli/terminal';
import { formatStates, hasProblem, listStates } from '../../../src/ops/state/list';
import { configIn } from '../../../src/config/accounts';
import { config } from '../../support/config';
import { ACCOUNT, FakeBackend, s3Error } from '../../support/fake-backend';
import { stateText, terraformLock } from '../../support/state-text';

const written = new Date('2025-11-22T10:00:00Z');
const resources = [{ address: 'a.b' }, { address: 'a.c' }, { address: 'data.a.d' }];

describe('listStates', () => {
  it('tells of every stack its serial, Terraform, resources, time, writer and lock', async () => {
    const created = new Date(Date.now() - 7_500_000).toISOString();
    const fake = new FakeBackend()
      .add('dev', { id: 'v', text: stateText({ serial: 12, resources }), written })
      .add('prod', { id: 'w', text: stateText(), written })
      .lock('prod', { ...terraformLock, Created: created });
    fake.writers.set('w', 'ann@x');
    const stacks = await listStates(fake.context());
    expect(hasProblem(stacks)).toBe(false);
    expect(formatStates(stacks, PLAIN)).toBe(
      [
        'STAGE    SERIAL  TERRAFORM  RESOURCES  WRITTEN                  BY            LOCK',
        'dev          12  1.11.4             2  2025-11-22 10:00:00 UTC  not recorded  free',
        'staging                                not deployed                           free',
        'prod          1  1.11.4             0  2025-11-22 10:00:00 UTC  ann@x         ann@elsewhere, OperationTypeApply, 2 h 5 min',
        'access                                 not deployed                           free',
        'state                                  not deployed                           free',
      ].join('\n'),
    );
  });

  it('names the stages that lie in other accounts, and looks at nothing of theirs', async () => {
    const stages = config.stages.map((one) => ({
      ...one,
      accountId: one.name === 'prod' ? '999999999999' : ACCOUNT,
    }));
    const here = configIn({ ...config, stages }, ACCOUNT);
    const fake = new FakeBackend().add('prod', { id: 'v', text: 'no state' });
    const stacks = await listStates(fake.context(here));
    expect(hasProblem(stacks)).toBe(false);
    expect(formatStates(stacks, PLAIN).split('\n')).toEqual([
      'STAGE    SERIAL  TERRAFORM  RESOURCES  WRITTEN                      BY  LOCK',
      'dev                                    not deployed                     free',
      'staging                                not deployed                     free',
      'access                                 not deployed                     free',
      'state                                  not deployed                     free',
      'prod                                   in AWS account 999999999999',
    ]);
    expect(stacks.at(-1)).toMatchObject({ stack: 'image-service-prod', account: '999999999999' });
  });

  it('tells who wrote a state, where that was noted and may be read', async () => {
    const fake = new FakeBackend().add('dev', { id: 'v', text: stateText(), written });
    fake.writers.set('v', 'ben@laptop');
    const writer = async () => (await listStates(fake.context()))[0]?.state?.writtenBy;
    expect(await writer()).toBe('ben@laptop');
    fake.s3.on(GetObjectTaggingCommand).rejects(s3Error('AccessDenied', 403));
    expect(await writer()).toBeUndefined();
  });

  it('gives machines what it shows people', async () => {
    const fake = new FakeBackend().add('dev', { id: 'v', text: stateText({ serial: 2 }), written });
    const [dev] = JSON.parse(JSON.stringify(await listStates(fake.context()))) as unknown[];
    expect(dev).toEqual({
      stage: 'dev',
      stack: 'image-service-dev',
      state: {
        serial: 2,
        lineage: 'a-lineage',
        terraformVersion: '1.11.4',
        resources: 0,
        written: '2025-11-22T10:00:00.000Z',
      },
    });
  });

  it('finds a state that is none, one that was overwritten, and one that is gone', async () => {
    const fake = new FakeBackend()
      .add('dev', { id: 'v', text: 'half a sta' })
      .add('staging', { id: 'v', text: stateText() })
      .setDigest('staging', 'another')
      .add('prod', { id: 'v', text: undefined })
      .setDigest('prod', 'remembered')
      .setDigest('access', 'remembered');
    const stacks = await listStates(fake.context());
    expect(hasProblem(stacks)).toBe(true);
    const lines = formatStates(stacks, PLAIN).split('\n');
    expect(lines[1]).toContain('unreadable');
    expect(lines.slice(7)).toEqual([
      expect.stringMatching(
        /^dev: s3:.*version v, is not a Terraform state of format 4 .* Choose a version with `pnpm ops state history dev` and restore it: `pnpm ops state restore dev <version>`\.$/,
      ),
      expect.stringMatching(
        /^staging: The state is not the one that Terraform last wrote \(MD5 [0-9a-f]{32}, the lock table says another\)\. Choose/,
      ),
      expect.stringContaining('prod: The state is gone, but the lock table remembers one. Choose'),
      'access: The lock table remembers a state, but the bucket has no version of it: there is nothing to restore, and Terraform refuses to plan. `pnpm ops state remove-digest access` lets it begin anew; `pnpm ops recover access` then finds what AWS still has.',
    ]);
  });

  it('takes no digest, and an empty one after a deletion, for right', async () => {
    const fake = new FakeBackend().setDigest('prod', '');
    expect(hasProblem(await listStates(fake.context()))).toBe(false);
  });

  it('fails as a whole when the bucket cannot be read', async () => {
    const fake = new FakeBackend();
    fake.s3.on(GetObjectCommand).rejects(s3Error('NoSuchBucket', 404));
    await expect(listStates(fake.context())).rejects.toThrow('does not exist in this account');
  });
});
