import { describe, expect, it } from '@jest/globals';
import { readCdktfArguments } from '../../src/cdktf/arguments';
import { refuseLosses } from '../../src/cdktf/refuse-losses';
import { contextOf } from '../../src/terraform/state/context';
import { accountOf } from '../support/config';
import { FakeBackend } from '../support/fake-backend';
import { fixture, type FIXTURES } from '../support/plans/goldens';
import { stateText } from '../support/state-text';

const TABLE = 'aws_dynamodb_table.images';

/** Which stacks are planned before that command, where dev and prod are deployed and staging is not. */
async function planned(
  line: string,
  name: (typeof FIXTURES)[number] = 'in-place',
  { env = {}, isDevProtected = false } = {},
): Promise<string[]> {
  const table = (isProtected: boolean): string =>
    stateText({
      resources: [{ address: TABLE, attributes: { deletion_protection_enabled: isProtected } }],
    });
  const fake = new FakeBackend()
    .add('dev', { id: 'd', text: table(isDevProtected) })
    .add('prod', { id: 'p', text: table(false) });
  const stacks: string[] = [];
  const call = readCdktfArguments(line.split(' '));
  await refuseLosses(call, contextOf(accountOf(), fake.clients, env), (stack) => {
    stacks.push(stack);
    return Promise.resolve(JSON.stringify(fixture(name)));
  });
  return stacks;
}

describe('a `cdktf deploy` of a protected stack', () => {
  it('is planned first, of the stacks that are protected and have a state', async () => {
    expect(await planned('deploy image-service-*')).toEqual(['image-service-prod']);
    expect(await planned('deploy image-service-dev')).toEqual([]);
    expect(await planned('diff image-service-prod')).toEqual([]);
    expect(await planned('destroy image-service-prod')).toEqual([]);
  });

  it('is refused where the plan loses data that nobody allowed', async () => {
    await expect(planned('deploy image-service-prod', 'replace-table')).rejects.toThrow(
      [
        'The plan destroys, or no longer protects, what no apply brings back:',
        `  - ${TABLE}: the table plan-test is destroyed and created anew, with its items and its recovery points`,
        `If that is meant: export IMAGE_SERVICE_ALLOW_DESTROY=${TABLE}`,
      ].join('\n'),
    );
    const env = { IMAGE_SERVICE_ALLOW_DESTROY: TABLE };
    expect(await planned('deploy image-service-prod', 'replace-table', { env })).toHaveLength(1);
  });

  it('is planned first as well where only the configuration says that the stage is disposable', async () => {
    const line = 'deploy image-service-dev';
    expect(await planned(line, 'in-place', { isDevProtected: true })).toHaveLength(1);
  });

  it.each(['--app=x', '-a x', '--app x', '--skip-synth', '--skipSynth'])(
    'is refused with %s, by which it would deploy something else',
    async (option) => {
      await expect(planned(`deploy image-service-prod ${option}`)).rejects.toThrow(
        `image-service-prod is protected: cdktf deploys it only as this project synthesizes it, after a plan that loses no data. Leave out ${option.split(' ')[0] ?? ''}.`,
      );
      expect(await planned(`deploy image-service-dev ${option}`)).toEqual([]);
    },
  );
});
