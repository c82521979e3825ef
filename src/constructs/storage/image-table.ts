import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { Construct } from 'constructs';
import type { Grantable } from '../iam/policy';
import type { Protection } from '../protection';

export interface ImageTableProps {
  readonly tableName: string;
  readonly protection: Protection;
}

/**
 * What reading items takes. Not dynamodb:Scan: no question of the data model reads the whole table.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html
 */
const READ_ACTIONS = [
  'dynamodb:BatchGetItem',
  'dynamodb:ConditionCheckItem',
  'dynamodb:GetItem',
  'dynamodb:Query',
] as const;

const WRITE_ACTIONS = [
  'dynamodb:BatchWriteItem',
  'dynamodb:DeleteItem',
  'dynamodb:PutItem',
  'dynamodb:UpdateItem',
] as const;

/** Everything that the grants on the table itself can add up to. */
export const TABLE_ACTIONS = [...READ_ACTIONS, ...WRITE_ACTIONS] as const;

/** An index can be queried; items are got and written by the table's own key. */
export const INDEX_ACTIONS = ['dynamodb:Query'] as const;

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

  /** The ARN of UserIndex: a right to the table is none to its indexes. */
  get userIndexArn(): string {
    return `${this.table.arn}/index/${ImageTable.USER_INDEX}`;
  }

  /**
   * Lets a function read items, by key and through UserIndex.
   *
   * No grant on this table names a KMS action: the key is the account's aws/dynamodb, whose own
   * policy admits whoever may use DynamoDB.
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/encryption.usagenotes.html
   */
  grantRead(role: Grantable): void {
    role.addToPolicy({
      sid: 'ReadImageMetadata',
      actions: READ_ACTIONS,
      resources: [this.table.arn],
    });
    role.addToPolicy({
      sid: 'ReadImageMetadataByUser',
      actions: INDEX_ACTIONS,
      resources: [this.userIndexArn],
    });
  }

  /** Lets a function create, change and delete items, without reading them. */
  grantWrite(role: Grantable): void {
    role.addToPolicy({
      sid: 'WriteImageMetadata',
      actions: WRITE_ACTIONS,
      resources: [this.table.arn],
    });
  }

  /** Both, of `grantRead` and of `grantWrite`. */
  grantReadWrite(role: Grantable): void {
    this.grantRead(role);
    this.grantWrite(role);
  }
}
