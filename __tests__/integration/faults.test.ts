import { GetParameterCommand, PutParameterCommand } from '@aws-sdk/client-ssm';
import { expect, it, jest } from '@jest/globals';
import { CASES } from '../faults/cases';
import { pressCtrlC } from '../support/faults/ctrl-c';
import { runCase } from '../support/faults/run-case';
import { onAws } from '../support/snapshots';
import { control } from '../support/test-aws';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

/** The case in which the state lacks what was made, and the lock is left. */
const KILLED = 'change by cdktf, SIGKILL in the middle of a create';

it.concurrent(KILLED, async () => {
  const given = CASES.find(({ name }) => name === KILLED);
  expect(given && (await runCase(given))).toMatchObject({
    recovery: ['unlock', 'recover', 'again'],
  });
});

it.concurrent('Ctrl-C in the middle of a create, by cdktf', async () => {
  expect(await pressCtrlC('create', 1)).toMatchObject({ seen: 'no lock is left' });
});

it.concurrent(
  'moto lets all calls wait while it is away, and has the same data then',
  onAws(undefined, async ({ aws, clients: { ssm } }) => {
    await ssm.send(new PutParameterCommand({ Name: '/kept', Value: 'as it was', Type: 'String' }));
    await control(aws, 'faults', [{ kind: 'outage', of: 'moto', seconds: 2 }]);
    const start = performance.now();
    const { Parameter } = await ssm.send(new GetParameterCommand({ Name: '/kept' }));
    expect(performance.now() - start).toBeGreaterThan(1900);
    expect(Parameter?.Value).toBe('as it was');
  }),
);
