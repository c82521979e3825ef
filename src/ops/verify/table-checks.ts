import { DescribeContinuousBackupsCommand, type TableDescription } from '@aws-sdk/client-dynamodb';
import { tableName } from '../../config/names';
import { resourceCheck } from './attribute-checks';
import type { Check } from './check';
import type { Deployed } from './deployed';

const TABLE = {
  path: 'image-table/table',
  aws: async ({ table }: Deployed): Promise<TableDescription> => (await table()) ?? {},
};

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
  resourceCheck({
    id: 'table-keys',
    criterion: '1.2.2 Table keys',
    ...TABLE,
    attributes: {
      hash_key: ({ KeySchema }) => keyOf(KeySchema, 'HASH'),
      range_key: ({ KeySchema }) => keyOf(KeySchema, 'RANGE'),
    },
  }),
  resourceCheck({
    id: 'table-index',
    criterion: '1.2.2 Index',
    ...TABLE,
    attributes: {
      'global_secondary_index.name': indexes(({ IndexName }) => IndexName),
      'global_secondary_index.hash_key': indexes(({ KeySchema }) => keyOf(KeySchema, 'HASH')),
      'global_secondary_index.range_key': indexes(({ KeySchema }) => keyOf(KeySchema, 'RANGE')),
      'global_secondary_index.projection_type': indexes(
        ({ Projection }) => Projection?.ProjectionType,
      ),
    },
  }),
  resourceCheck({
    id: 'table-billing',
    criterion: '1.2.2 Billing mode',
    ...TABLE,
    attributes: {
      billing_mode: ({ BillingModeSummary }) => BillingModeSummary?.BillingMode ?? 'PROVISIONED',
    },
  }),
  resourceCheck({
    id: 'table-recovery',
    criterion: 'Table: point-in-time recovery',
    ...TABLE,
    aws: async ({ clients }, { stage }) => {
      const command = new DescribeContinuousBackupsCommand({ TableName: tableName(stage.name) });
      return (await clients.dynamodb.send(command)).ContinuousBackupsDescription;
    },
    attributes: {
      'point_in_time_recovery.enabled': (backups) =>
        backups?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus === 'ENABLED',
    },
  }),
  {
    id: 'table-encryption',
    criterion: 'Table: encrypted at rest',
    expected: () => 'ENABLED KMS',
    check: async ({ table }) => {
      const { Status = 'default key', SSEType = '' } = (await table())?.SSEDescription ?? {};
      return `${Status} ${SSEType}`.trim();
    },
  },
  resourceCheck({
    id: 'table-deletion-protection',
    criterion: 'Table: deletion protection',
    ...TABLE,
    attributes: {
      deletion_protection_enabled: ({ DeletionProtectionEnabled: isOn = false }) => isOn,
    },
  }),
];

function keyOf(schema: TableDescription['KeySchema'], type: 'HASH' | 'RANGE'): string | undefined {
  return schema?.find(({ KeyType }) => KeyType === type)?.AttributeName;
}

type Index = NonNullable<TableDescription['GlobalSecondaryIndexes']>[number];

function indexes(attribute: (index: Index) => string | undefined) {
  return ({ GlobalSecondaryIndexes = [] }: TableDescription) =>
    GlobalSecondaryIndexes.map(attribute);
}
