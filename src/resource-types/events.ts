import { stackName } from '../config/names';
import { namesOf, type ResourceTypes } from './resource-type';
import { scope } from './scope';

export const rules = scope('Rules', ({ name, region, account }) => ({
  resources: [`arn:aws:events:${region}:${account}:rule/${stackName(name)}-*`],
}));

export const EVENTS = {
  aws_cloudwatch_event_rule: {
    rights: [
      {
        on: rules,
        read: ['events:DescribeRule', 'events:ListTagsForResource'],
        create: ['events:PutRule', 'events:TagResource'],
        update: ['events:PutRule'],
        delete: ['events:DeleteRule'],
        tag: ['events:TagResource', 'events:UntagResource'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
    names: namesOf('name', 64, '. _ -'),
    // AWS deletes it only once its targets are gone.
    tagged: { arn: /^events:rule\/(?<name>[^/]+)$/ },
  },
  aws_cloudwatch_event_target: {
    rights: [
      {
        on: rules,
        read: ['events:ListTargetsByRule'],
        create: ['events:PutTargets'],
        update: ['events:PutTargets'],
        delete: ['events:RemoveTargets'],
      },
    ],
    data: 'none',
  },
} as const satisfies ResourceTypes;
