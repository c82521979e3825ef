import { stackName } from '../config/names';
import { namesOf, removes, wholeArn, type ResourceTypes } from './resource-type';
import { regionsOf, scope } from './scope';

export const topics = scope('Topics', (stage) => ({
  resources: regionsOf(stage).map(
    (region) => `arn:aws:sns:${region}:${stage.account}:${stackName(stage.name)}-*`,
  ),
}));

export const SNS = {
  aws_sns_topic: {
    rights: [
      {
        on: topics,
        read: ['sns:GetTopicAttributes', 'sns:ListTagsForResource'],
        create: ['sns:CreateTopic', 'sns:SetTopicAttributes', 'sns:TagResource'],
        update: ['sns:SetTopicAttributes'],
        delete: ['sns:DeleteTopic'],
        tag: ['sns:TagResource', 'sns:UntagResource'],
      },
    ],
    data: 'none',
    // AWS gives a topic one by itself; that of the stack is found to differ where it is, in aws_sns_topic_policy.
    filledIn: ['policy'],
    // https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
    names: namesOf('name', 256),
    tagged: {
      arn: /^sns:(?<name>[^:]+)$/,
      importId: wholeArn,
      remove: removes('sns', 'delete-topic', 'topic-arn'),
    },
  },
  aws_sns_topic_policy: {
    rights: [
      {
        on: topics,
        read: ['sns:GetTopicAttributes'],
        create: ['sns:SetTopicAttributes'],
        update: ['sns:SetTopicAttributes'],
        delete: ['sns:SetTopicAttributes'],
      },
    ],
    data: 'none',
  },
  aws_sns_topic_subscription: {
    rights: [
      {
        on: topics,
        read: ['sns:GetSubscriptionAttributes'],
        create: ['sns:Subscribe'],
        update: ['sns:SetSubscriptionAttributes'],
        delete: ['sns:Unsubscribe'],
      },
    ],
    data: 'none',
    // Whoever is subscribed confirms it after the apply.
    filledIn: ['confirmation_was_authenticated', 'pending_confirmation'],
  },
} as const satisfies ResourceTypes;
