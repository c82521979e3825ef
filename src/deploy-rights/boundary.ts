import { bucketName, flowLogGroupName, functionName, tableName } from '../config/names';
import { VPC_ACCESS_ACTIONS } from '../constructs/functions/function-role';
import { OBJECT_ACTIONS } from '../constructs/storage/image-bucket';
import { INDEX_ACTIONS, TABLE_ACTIONS } from '../constructs/storage/image-table';
import type { ScopedStage } from '../resource-types/scope';
import type { Statement } from '../constructs/iam/policy';

/**
 * What the roles of a stage may do at most, whatever their policies say: what a function can be
 * granted, and what the flow logs need. A new `grant…` method belongs in here too.
 */
export function boundaryStatements(stage: ScopedStage): Statement[] {
  const { name, region, account } = stage;
  const table = `arn:aws:dynamodb:${region}:${account}:table/${tableName(name)}`;
  const logGroups = `arn:aws:logs:${region}:${account}:log-group`;
  return [
    {
      sid: 'Images',
      actions: OBJECT_ACTIONS,
      resources: [`arn:aws:s3:::${bucketName(stage)}/*`],
    },
    { sid: 'ImageMetadata', actions: TABLE_ACTIONS, resources: [table] },
    { sid: 'ImageMetadataIndexes', actions: INDEX_ACTIONS, resources: [`${table}/index/*`] },
    {
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
      resources: [
        `${logGroups}:/aws/lambda/${functionName(name, '*')}`,
        `${logGroups}:${flowLogGroupName(name)}:*`,
      ],
    },
    { sid: 'LetLambdaAttachVpc', actions: VPC_ACCESS_ACTIONS, resources: ['*'] },
  ];
}
