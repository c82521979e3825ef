import { tableName } from '../config/names';
import { namesOf, removes, type ResourceTypes } from './resource-type';
import { scope } from './scope';

export const table = scope('Table', ({ name, region, account }) => ({
  resources: [`arn:aws:dynamodb:${region}:${account}:table/${tableName(name)}`],
}));

/** DynamoDB's own key, by its alias: its id is the account's. */
const dynamodbKey = scope('DynamodbKey', ({ region, account }) => ({
  resources: [`arn:aws:kms:${region}:${account}:key/*`],
  conditions: [
    {
      test: 'ForAnyValue:StringEquals',
      variable: 'kms:ResourceAliases',
      values: ['alias/aws/dynamodb'],
    },
  ],
}));

export const DYNAMODB = {
  aws_dynamodb_table: {
    rights: [
      {
        on: table,
        read: [
          'dynamodb:DescribeTable',
          'dynamodb:DescribeContinuousBackups',
          'dynamodb:DescribeTimeToLive',
          'dynamodb:ListTagsOfResource',
        ],
        create: [
          'dynamodb:CreateTable',
          'dynamodb:UpdateContinuousBackups',
          'dynamodb:TagResource',
        ],
        update: [
          'dynamodb:UpdateTable',
          'dynamodb:UpdateContinuousBackups',
          'dynamodb:UpdateTimeToLive',
        ],
        delete: ['dynamodb:DeleteTable'],
        tag: ['dynamodb:TagResource', 'dynamodb:UntagResource'],
      },
      // The provider looks up which key the table is encrypted with.
      { on: dynamodbKey, read: ['kms:DescribeKey'] },
    ],
    data: {
      noun: 'table',
      loss: 'its items and its recovery points',
      protectedBy: {
        deletion_protection_enabled: true,
        'point_in_time_recovery[0].enabled': true,
        // DynamoDB deletes items by their time to live, and no version of them stays.
        'ttl[0].enabled': false,
      },
    },
    untouched: { on_demand_throughput: null, ttl: null },
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.NamingRulesDataTypes.html
    names: namesOf('name', 255, '_ . -', 3),
    tagged: {
      arn: /^dynamodb:table\/(?<name>[^/]+)$/,
      remove: removes('dynamodb', 'delete-table', 'table-name'),
    },
  },
} as const satisfies ResourceTypes;
