import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { mockClient } from 'aws-sdk-client-mock';
import { quietAwsSdk } from '../../src/config/environment';
import type { StageConfig } from '../../src/config/schema';
import type { StageAlarm, StageCompositeAlarm } from '../../src/ops/alarms/stage-alarms';
import type { StageMonitoring } from '../../src/aws/monitoring-clients';
import { stage } from './config';

export const TOPIC = 'arn:aws:sns:us-east-1:123456789012:image-service-dev-alarms';
export const PAGE_TOPIC = 'arn:aws:sns:us-east-1:123456789012:image-service-dev-pages';

/** An alarm of dev that is well; its name is given without the prefix. */
export function stageAlarm(name: string, overrides: Partial<StageAlarm> = {}): StageAlarm {
  return {
    name: `image-service-dev-${name}`,
    region: 'us-east-1',
    state: 'OK',
    since: '2030-01-01T00:00:00.000Z',
    reason: 'well',
    threshold: {
      metric: '5xx',
      statistic: 'Sum',
      comparison: '>',
      value: 10,
      periodSeconds: 3600,
      periods: 1,
      of: 1,
    },
    actionsEnabled: true,
    alarmActions: [TOPIC],
    okActions: [TOPIC],
    ...overrides,
  };
}

/** A composite alarm of dev that is well; its name is given without the prefix. */
export function compositeAlarm(name: string): StageCompositeAlarm {
  const { threshold: _, ...state } = stageAlarm(name);
  return {
    ...state,
    rule: 'ALARM("image-service-dev-s3-5xx") OR ALARM("image-service-dev-api-5xx")',
    alarmActions: [PAGE_TOPIC],
    okActions: [PAGE_TOPIC],
  };
}

/** AWS as mocks: what each of them answers, and what it was asked. */
export function mockedMonitoring(overrides: Partial<StageConfig> = {}) {
  quietAwsSdk();
  const regions: string[] = [];
  // Mocks of the classes: they answer in every region.
  const cloudwatch = mockClient(CloudWatchClient);
  const sns = mockClient(SNSClient);
  const sqs = mockClient(SQSClient);
  const monitoring: StageMonitoring = {
    stage: stage('dev', overrides),
    account: '123456789012',
    clients: (region) => {
      regions.push(region);
      return {
        cloudwatch: new CloudWatchClient({ region }),
        sns: new SNSClient({ region }),
        sqs: new SQSClient({ region }),
      };
    },
    env: {},
  };
  return { monitoring, regions, cloudwatch, sns, sqs };
}
