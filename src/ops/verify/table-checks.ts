import type { KeySchemaElement } from '@aws-sdk/client-dynamodb';
import { DescribeContinuousBackupsCommand } from '@aws-sdk/client-dynamodb';
import { tableName } from '../../config/names';
import type { Check } from './check';
import { listed } from './check';

/** What the epic asks of the metadata table. */
export const TABLE_CHECKS: readonly Check[] = [
  {
    id: 'table-exists',
    criterion: '1.3.3 Table exists',
    expected: ({ stage }) => `${tableName(stage.name)} ACTIVE`,
    check: async ({ table }) => {
      const { TableName = '', TableStatus = '' } = (await table()) ?? {};
      return `${TableName} ${TableStatus}`;
    },
  },
  {
    id: 'table-keys',
    criterion: '1.2.2 Table keys',
    expected: ({ expected: { table } }) => keys(table.hash_key, table.range_key),
    check: async ({ table }) => keysOf((await table())?.KeySchema),
  },
  {
    id: 'table-index',
    criterion: '1.2.2 Index',
    expected: ({ expected: { table } }) =>
      listed(
        table.global_secondary_index.map(
          (index) =>
            `${index.name} (${keys(index.hash_key, index.range_key)}, ${index.projection_type})`,
        ),
      ),
    check: async ({ table }) =>
      listed(
        (await table())?.GlobalSecondaryIndexes?.map(
          (index) =>
            `${index.IndexName ?? ''} (${keysOf(index.KeySchema)}, ${index.Projection?.ProjectionType ?? ''})`,
        ),
      ),
  },
  {
    id: 'table-billing',
    criterion: '1.2.2 Billing mode',
    expected: ({ expected: { table } }) => table.billing_mode,
    check: async ({ table }) => (await table())?.BillingModeSummary?.BillingMode ?? 'PROVISIONED',
  },
  {
    id: 'table-recovery',
    criterion: 'Table: point-in-time recovery',
    expected: ({ expected: { table } }) => enabled(table.point_in_time_recovery.enabled),
    check: async ({ clients }, { stage }) => {
      const { ContinuousBackupsDescription: backups } = await clients.dynamodb.send(
        new DescribeContinuousBackupsCommand({ TableName: tableName(stage.name) }),
      );
      return backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus ?? 'DISABLED';
    },
  },
  {
    id: 'table-encryption',
    criterion: 'Table: encrypted at rest',
    expected: () => 'ENABLED KMS',
    check: async ({ table }) => {
      const { Status = 'default key', SSEType = '' } = (await table())?.SSEDescription ?? {};
      return `${Status} ${SSEType}`.trim();
    },
  },
  {
    id: 'table-deletion-protection',
    criterion: 'Table: deletion protection',
    expected: ({ expected: { table } }) => enabled(table.deletion_protection_enabled),
    check: async ({ table }) => enabled((await table())?.DeletionProtectionEnabled ?? false),
  },
];

const enabled = (value: boolean): string => (value ? 'ENABLED' : 'DISABLED');

const keys = (partition = '?', sort = '-'): string => `${partition} (partition), ${sort} (sort)`;

function keysOf(schema: readonly KeySchemaElement[] = []): string {
  const of = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return keys(of('HASH'), of('RANGE'));
}
