import { apiLogGroupName, flowLogGroupName, functionName, stackName } from '../config/names';
import { namesOf, removes, type ResourceTypes } from './resource-type';
import { anything, ofStage, scope, tagsAtCreation, type ScopedStage } from './scope';

/** Log groups of all functions of a stage: Lambda says what they are called. */
const functionLogGroups = (stage: string): string => `/aws/lambda/${functionName(stage, '*')}`;

const logGroups = scope('LogGroups', ({ name, region, account }) => {
  const names = [apiLogGroupName(name), flowLogGroupName(name), functionLogGroups(name)];
  const arns = names.map((group) => `arn:aws:logs:${region}:${account}:log-group:${group}`);
  return { resources: arns.flatMap((arn) => [arn, `${arn}:*`]) };
});

/** The sources and destinations that CloudFront's logs have are in us-east-1, and have the name of the images. */
const endArns = ({ name, account }: ScopedStage): string[] =>
  ['delivery-source', 'delivery-destination'].map(
    (kind) => `arn:aws:logs:us-east-1:${account}:${kind}:${stackName(name)}-images`,
  );

const deliveryArns = ({ account }: ScopedStage): string =>
  `arn:aws:logs:us-east-1:${account}:delivery:*`;

/** What a delivery leads from and to. */
const deliveryEnds = scope('DeliveryEnds', (stage) => ({ resources: endArns(stage) }));
const deliveries = scope('Deliveries', (stage) => ({
  resources: [deliveryArns(stage)],
  conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
}));
const newDeliveries = scope('NewDeliveries', (stage) => ({
  resources: [deliveryArns(stage), ...endArns(stage)],
  conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
}));
const newDeliveryTags = scope('NewDeliveryTags', (stage) => ({
  resources: [deliveryArns(stage)],
  conditions: tagsAtCreation(stage),
}));
/** CloudWatch Logs asks; AWS's reference does not say whether it sends the tags along. */
const loggedDistributions = scope('LoggedDistributions', (stage) => ({
  resources: [`arn:aws:cloudfront::${stage.account}:distribution/*`],
  conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
}));

export const LOGS = {
  aws_cloudwatch_log_delivery: {
    rights: [
      {
        on: deliveries,
        read: ['logs:GetDelivery', 'logs:ListTagsForResource'],
        update: ['logs:UpdateDeliveryConfiguration'],
        delete: ['logs:DeleteDelivery'],
        tag: ['logs:TagResource', 'logs:UntagResource'],
      },
      { on: deliveryEnds, update: ['logs:UpdateDeliveryConfiguration'] },
      { on: newDeliveries, create: ['logs:CreateDelivery'] },
      { on: newDeliveryTags, create: ['logs:TagResource'] },
    ],
    data: 'none',
    tagged: {
      arn: /^logs:delivery:(?<id>.+)$/,
      remove: removes('logs', 'delete-delivery', 'id'),
    },
  },
  aws_cloudwatch_log_delivery_destination: {
    rights: [
      {
        on: deliveryEnds,
        read: ['logs:GetDeliveryDestination', 'logs:ListTagsForResource'],
        create: ['logs:PutDeliveryDestination', 'logs:TagResource'],
        update: ['logs:PutDeliveryDestination'],
        delete: ['logs:DeleteDeliveryDestination'],
        tag: ['logs:TagResource', 'logs:UntagResource'],
      },
    ],
    data: 'none',
    tagged: {
      arn: /^logs:delivery-destination:(?<name>.+)$/,
      remove: removes('logs', 'delete-delivery-destination', 'name'),
    },
  },
  aws_cloudwatch_log_delivery_source: {
    rights: [
      {
        on: deliveryEnds,
        read: ['logs:GetDeliverySource', 'logs:ListTagsForResource'],
        create: ['logs:PutDeliverySource', 'logs:TagResource'],
        delete: ['logs:DeleteDeliverySource'],
        tag: ['logs:TagResource', 'logs:UntagResource'],
      },
      { on: loggedDistributions, create: ['cloudfront:AllowVendedLogDeliveryForResource'] },
    ],
    data: 'none',
    tagged: {
      arn: /^logs:delivery-source:(?<name>.+)$/,
      remove: removes('logs', 'delete-delivery-source', 'name'),
    },
  },
  aws_cloudwatch_log_group: {
    rights: [
      { on: anything, read: ['logs:DescribeLogGroups'] },
      {
        on: logGroups,
        read: ['logs:ListTagsForResource'],
        create: ['logs:CreateLogGroup', 'logs:PutRetentionPolicy', 'logs:TagResource'],
        update: ['logs:PutRetentionPolicy', 'logs:DeleteRetentionPolicy'],
        delete: ['logs:DeleteLogGroup'],
        tag: ['logs:TagResource', 'logs:UntagResource'],
      },
    ],
    data: { noun: 'log group', loss: 'its log events' },
    // https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
    names: namesOf('name', 512, '_ - / . #'),
    tagged: {
      arn: /^logs:log-group:(?<name>[^:]+)(:\*)?$/,
      remove: removes('logs', 'delete-log-group', 'log-group-name'),
    },
  },
} as const satisfies ResourceTypes;
