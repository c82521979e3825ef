import { stackName } from '../config/names';
import { namesOf, removes, type ResourceTypes } from './resource-type';
import { scope } from './scope';

export const queues = scope('Queues', ({ name, region, account }) => ({
  resources: [`arn:aws:sqs:${region}:${account}:${stackName(name)}-*`],
}));

export const SQS = {
  aws_sqs_queue: {
    rights: [
      {
        on: queues,
        read: ['sqs:GetQueueAttributes', 'sqs:ListQueueTags'],
        create: ['sqs:CreateQueue', 'sqs:TagQueue'],
        update: ['sqs:SetQueueAttributes'],
        delete: ['sqs:DeleteQueue'],
        tag: ['sqs:TagQueue', 'sqs:UntagQueue'],
      },
    ],
    data: { noun: 'queue', loss: 'the events of failed invocations in it' },
    // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
    names: namesOf('name', 80),
    tagged: {
      arn: /^sqs:(?<name>[^:]+)$/,
      importId: ({ name }, arn) => {
        const [, , , region, account] = arn.split(':');
        return `https://sqs.${region}.amazonaws.com/${account}/${name}`;
      },
      remove: removes('sqs', 'delete-queue', 'queue-url'),
    },
  },
} as const satisfies ResourceTypes;
