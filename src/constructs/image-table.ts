import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Protection } from './protection';

export interface ImageTableProps {
  readonly tableName: string;
  readonly protection: Protection;
}

/** The metadata of the images: PK/SK, and per user by creation time through UserIndex. */
export class ImageTable extends Construct {
  static readonly USER_INDEX = 'UserIndex';
  readonly table: DynamodbTable;

  constructor(scope: Construct, id: string, props: ImageTableProps) {
    super(scope, id);
    const isProtected = props.protection === 'protected';
    this.table = new DynamodbTable(this, 'table', {
      name: props.tableName,
      billingMode: 'PAY_PER_REQUEST',
      hashKey: 'PK',
      rangeKey: 'SK',
      attribute: ['PK', 'SK', 'userId', 'createdAt'].map((name) => ({ name, type: 'S' })),
      globalSecondaryIndex: [
        {
          name: ImageTable.USER_INDEX,
          hashKey: 'userId',
          rangeKey: 'createdAt',
          projectionType: 'ALL',
        },
      ],
      pointInTimeRecovery: { enabled: true },
      // The account's own aws/dynamodb key: visible in DescribeTable and audited, nothing to rotate.
      serverSideEncryption: { enabled: true },
      deletionProtectionEnabled: isProtected,
      lifecycle: { preventDestroy: isProtected },
    });
  }
}
