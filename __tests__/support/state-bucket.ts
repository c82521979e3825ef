import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, PutBucketVersioningCommand } from '@aws-sdk/client-s3';
import type { SharedConfig } from '../../src/config/schema';
import type { AwsClients } from '../../src/aws/clients';

/** As the state stack has them, but for the policy: moto takes its conditions for met. */
export async function createBackend(
  { s3, dynamodb }: Pick<AwsClients, 's3' | 'dynamodb'>,
  { stateBucketName, stateLockTableName }: SharedConfig,
): Promise<void> {
  await s3.send(new CreateBucketCommand({ Bucket: stateBucketName }));
  await s3.send(
    new PutBucketVersioningCommand({
      Bucket: stateBucketName,
      VersioningConfiguration: { Status: 'Enabled' },
    }),
  );
  await dynamodb.send(
    new CreateTableCommand({
      TableName: stateLockTableName,
      AttributeDefinitions: [{ AttributeName: 'LockID', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'LockID', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}
