import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { PLAIN } from '../../../src/cli/terminal';
import { diffVersions, formatVersions } from '../../../src/ops/state/diff';
import { formatHistory, stateHistory } from '../../../src/ops/state/history';
import { isSame } from '../../../src/ops/state/state-diff';
import { config, stage } from '../../support/config';
import { FakeBackend } from '../../support/fake-backend';
import { stateText } from '../../support/state-text';

const at = (minute: number) => new Date(Date.UTC(2025, 10, 22, 10, minute));
const a = { address: 'a.a', attributes: { x: 1 } };
const b = { address: 'a.b' };

function withVersions(): FakeBackend {
  return new FakeBackend()
    .add('dev', { id: 'v1', text: stateText({ serial: 1, resources: [a] }), written: at(1) })
    .add('dev', { id: 'v2', text: stateText({ serial: 2, resources: [a, b] }), written: at(2) })
    .add('dev', { id: 'v3', text: 'half', written: at(3) })
    .add('dev', { id: 'v4', text: undefined, written: at(4) })
    .add('dev', {
      id: 'v5',
      text: stateText({ serial: 3, resources: [{ ...a, attributes: { x: 2 } }] }),
      written: at(5),
      metadata: { 'restored-from': 'v1', 'restored-by': 'ann@x' },
    });
}

describe('stateHistory', () => {
  it('compares each state with the one before, over deletions and damage', async () => {
    const entries = await stateHistory(withVersions().context(), { stage: 'dev', limit: 20 });
    expect(formatHistory(entries, PLAIN)).toBe(
      [
        'SERIAL  WRITTEN                  RESOURCES  ADDED  REMOVED  CHANGED  VERSION  NOTE',
        '     3  2025-11-22 10:05:00 UTC          1              -1       ~1  v5       current, restored from v1 by ann@x',
        '        2025-11-22 10:04:00 UTC                                      v4       deleted',
        '        2025-11-22 10:03:00 UTC                                      v3       not a state',
        '     2  2025-11-22 10:02:00 UTC          2     +1                    v2',
        '     1  2025-11-22 10:01:00 UTC          1     +1                    v1',
      ].join('\n'),
    );
    expect(entries[0]).toMatchObject({ added: [], removed: ['a.b'], changed: ['a.a'] });
  });

  it('compares the oldest that it shows as well', async () => {
    const fake = new FakeBackend()
      .add('dev', { id: 'v1', text: stateText({ serial: 1, resources: [a] }) })
      .add('dev', { id: 'v2', text: stateText({ serial: 2, resources: [a, b] }) });
    const entries = await stateHistory(fake.context(), { stage: 'dev', limit: 1 });
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({ serial: 2, added: ['a.b'] });
  });

  it('says when there is none, or the account is the wrong one', async () => {
    const fake = new FakeBackend();
    await expect(stateHistory(fake.context(), { stage: 'dev', limit: 1 })).rejects.toThrow(
      'image-service-dev is not deployed',
    );
    const elsewhere = { ...config, stages: [stage('dev', { accountId: '999999999999' })] };
    await expect(stateHistory(fake.context(elsewhere), { stage: 'dev', limit: 1 })).rejects.toThrow(
      'Stage dev lives in AWS account 999999999999',
    );
  });
});

describe('diffVersions', () => {
  const diff = (from: string, to: string, fake = withVersions()) =>
    diffVersions(fake.context(), { stage: 'dev', from, to });

  it('takes serials and version ids', async () => {
    expect(formatVersions(await diff('1', 'v5'), PLAIN)).toBe(
      [
        'image-service-dev: serial 1 (2025-11-22 10:01:00 UTC) → serial 3 (2025-11-22 10:05:00 UTC)',
        '~ a.a',
        '    x: 1 → 2',
      ].join('\n'),
    );
  });

  it('says when there are no differences', async () => {
    const same = await diff('2', 'v2');
    expect(isSame(same)).toBe(true);
    expect(formatVersions(same, PLAIN)).toContain('\nNo differences.');
  });

  it.each(['7', 'v9', 'v4'])('finds no %s', async (version) => {
    await expect(diff(version, '1')).rejects.toEqual(
      new UserError(
        `The state of dev has no serial or version "${version}". \`pnpm ops state history dev\` lists them.`,
      ),
    );
  });

  it('says that a stack without any version is not deployed', async () => {
    await expect(diff('1', '2', new FakeBackend())).rejects.toThrow(
      /^image-service-dev is not deployed: .* Run `pnpm cdktf deploy image-service-dev` first\.$/,
    );
  });

  it('takes digits for a version id when no state has that serial', async () => {
    const fake = withVersions().add('dev', { id: '77', text: stateText({ serial: 4 }) });
    expect((await diff('77', '1', fake)).from.serial).toBe(4);
  });

  it('does not choose between different states of one serial', async () => {
    const fake = withVersions().add('dev', { id: 'v6', text: stateText({ serial: 3 }) });
    await expect(diff('3', '1', fake)).rejects.toEqual(
      new UserError(
        'Several versions of the state of dev have the serial 3. Name one by its id: v6, v5.',
      ),
    );
  });

  it('looks further back than one batch for a serial', async () => {
    const fake = new FakeBackend();
    for (let serial = 1; serial <= 25; serial++) {
      fake.add('dev', { id: `v${serial}`, text: stateText({ serial }) });
    }
    expect((await diff('2', '25', fake)).from.versionId).toBe('v2');
  });
});
