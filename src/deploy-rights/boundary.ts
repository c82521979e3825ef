import { bucketName, flowLogGroupName, functionName, tableName } from '../config/names';
import {
  isAsynchronous,
  type FunctionDefinition,
} from '../constructs/functions/function-definition';
import { TRACE_ACTIONS, VPC_ACCESS_ACTIONS } from '../constructs/functions/function-role';
import { FAILURE_ACTIONS, failuresName } from '../constructs/functions/service-function';
import { OBJECT_ACTIONS } from '../constructs/storage/image-bucket';
import { INDEX_ACTIONS, TABLE_ACTIONS } from '../constructs/storage/image-table';
import type { ScopedStage } from '../resource-types/scope';
import type { Statement } from '../constructs/iam/policy';

/**
 * What the roles of a stage may do at most, whatever their policies say: what a function can be
 * granted, and what the flow logs need. A new `grant…` method belongs in here too.
 */
export function boundaryStatements(
  stage: ScopedStage,
  functions: readonly FunctionDefinition[],
): Statement[] {
  const { name, region, account } = stage;
  const table = `arn:aws:dynamodb:${region}:${account}:table/${tableName(name)}`;
  const deployed = functions.filter((one) => one.entry !== undefined);
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
    ...(deployed.some(isAsynchronous)
      ? [
          {
            sid: 'Failures',
            actions: FAILURE_ACTIONS,
            resources: [
              `arn:aws:sqs:${region}:${account}:${failuresName(functionName(name, '*'))}`,
            ],
          },
        ]
      : []),
    ...(deployed.some(({ tracing }) => tracing === 'active')
      ? [{ sid: 'Traces', actions: TRACE_ACTIONS, resources: ['*'] }]
      : []),
  ];
}
