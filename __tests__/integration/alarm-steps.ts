import { DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeKeyCommand, GetKeyPolicyCommand, PutKeyPolicyCommand } from '@aws-sdk/client-kms';
import { expect, it } from '@jest/globals';
import type { TestAws } from '../support/local-stage';
import { run } from '../support/local-stage';
import { listeners } from '../support/alarm-listeners';
import type { StageClients } from '../support/stage-clients';

const MINUTES = 60_000;

interface Deployed {
  readonly aws: TestAws;
  readonly clients: StageClients;
}

/** The steps in the life of a deployed stage that are about its alarms. */
export function alarmSteps(deployed: () => Deployed): void {
  it(
    'has all its alarms OK',
    async () => {
      const { aws } = deployed();
      const { code, output } = await run('src/ops/cli.ts', ['alarms', 'dev'], aws.env);
      expect({ code, output }).toEqual({
        code: 0,
        output: expect.stringMatching(/^\d+ alarms, all OK\.$/m) as unknown,
      });
    },
    MINUTES,
  );

  it(
    'sees each of its alarms arrive, and nothing listens on afterwards',
    async () => {
      const { aws, clients } = deployed();
      const { code, output } = await run(
        'src/ops/cli.ts',
        ['alarms', 'test', 'dev', '--all'],
        aws.env,
      );
      expect({ code, output }).toMatchObject({ code: 0 });
      const { MetricAlarms = [] } = await clients.cloudwatch.send(new DescribeAlarmsCommand({}));
      expect(MetricAlarms.length).toBeGreaterThan(10);
      for (const { AlarmName = '', StateValue } of MetricAlarms) {
        expect(output).toMatch(
          new RegExp(`^${AlarmName}: ALARM arrived after .* s, OK after .* s$`, 'm'),
        );
        expect(StateValue).toBe('OK');
      }
      expect(await listeners(clients)).toEqual({ subscriptions: [], queues: [] });
    },
    3 * MINUTES,
  );

  it(
    'says why an alarm does not arrive: CloudWatch may not use the key of its topic',
    async () => {
      const { aws, clients } = deployed();
      const alias = { KeyId: 'alias/image-service-dev-alarms' };
      const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand(alias));
      const key = { KeyId: KeyMetadata?.KeyId, PolicyName: 'default' };
      const { Policy } = await clients.kms.send(new GetKeyPolicyCommand(key));
      const locked = { Version: '2012-10-17', Statement: [] };
      await clients.kms.send(new PutKeyPolicyCommand({ ...key, Policy: JSON.stringify(locked) }));
      try {
        const { code, output } = await run(
          'src/ops/cli.ts',
          ['alarms', 'test', 'dev', 'api-5xx', '--timeout', '2'],
          aws.env,
        );
        expect(code).toBe(1);
        expect(output).toContain(
          'image-service-dev-api-5xx: FAILED: no ALARM notification arrived within 2 s. CloudWatch says: CloudWatch Alarms does not have authorization to access the SNS topic encryption key.',
        );
        expect(await listeners(clients)).toEqual({ subscriptions: [], queues: [] });
      } finally {
        await clients.kms.send(new PutKeyPolicyCommand({ ...key, Policy }));
      }
    },
    MINUTES,
  );
}
