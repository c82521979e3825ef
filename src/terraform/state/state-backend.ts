import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { sharedIn } from '../../config/accounts';
import type { Environment } from '../../config/environment';
import { ACCOUNT_PLACEHOLDER, type SharedConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { explainAwsError, httpStatus, type AwsClients } from '../../aws/clients';

/** Answers about where the state is kept. Every method throws a UserError if AWS cannot answer. */
export class StateBackend {
  private callerAccount: Promise<string> | undefined;

  constructor(
    private readonly shared: SharedConfig,
    private readonly clients: AwsClients,
    private readonly env?: Environment,
  ) {}

  /** The account that the credentials belong to; AWS is asked once. */
  account(): Promise<string> {
    return (this.callerAccount ??= this.askAccount());
  }

  /** The name of the state bucket in the account that the credentials belong to. */
  async bucketName(): Promise<string> {
    const { stateBucketName } = this.shared;
    return stateBucketName.includes(ACCOUNT_PLACEHOLDER)
      ? sharedIn(this.shared, await this.account()).stateBucketName
      : stateBucketName;
  }

  /**
   * @param given another bucket's name. @default the state bucket's
   * @param owner the account that has to own it. @default any that lets these credentials see it
   * @throws UserError when the name is someone else's.
   */
  async hasBucket(given?: string, owner?: string): Promise<boolean> {
    const name = given ?? (await this.bucketName());
    try {
      await this.clients.s3.send(
        new HeadBucketCommand({ Bucket: name, ExpectedBucketOwner: owner }),
      );
      return true;
    } catch (error) {
      const status = httpStatus(error);
      if (status === 404) return false;
      if (status === 403 || status === 301) throw this.notOurs(name, status);
      throw explainAwsError(error, this.env);
    }
  }

  async hasLockTable(name: string = this.shared.stateLockTableName): Promise<boolean> {
    try {
      await this.clients.dynamodb.send(new DescribeTableCommand({ TableName: name }));
      return true;
    } catch (error) {
      if ((error as Error).name === 'ResourceNotFoundException') return false;
      throw explainAwsError(error, this.env);
    }
  }

  /** Whether a state has ever been written there; the bucket has to exist. */
  async hasState(key: string): Promise<boolean> {
    const bucket = await this.bucketName();
    try {
      await this.clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      return true;
    } catch (error) {
      const status = httpStatus(error);
      if (status === 404) return false;
      if (status === 403) {
        throw new UserError(
          `These credentials may not read the state ${key} in the bucket ${bucket}. They need s3:GetObject and s3:ListBucket there.`,
        );
      }
      throw explainAwsError(error, this.env);
    }
  }

  /** @throws UserError that says how to make what is missing. */
  async require(): Promise<void> {
    if (!(await this.hasBucket())) {
      throw missing(`The state bucket ${await this.bucketName()} does not exist`);
    }
    if (!(await this.hasLockTable())) {
      throw missing(`The state lock table ${this.shared.stateLockTableName} does not exist`);
    }
  }

  private async askAccount(): Promise<string> {
    try {
      const { Account = 'unknown' } = await this.clients.sts.send(new GetCallerIdentityCommand({}));
      return Account;
    } catch (error) {
      throw explainAwsError(error, this.env);
    }
  }

  private notOurs(name: string, status: number): UserError {
    const reason =
      status === 301
        ? `is not in ${this.shared.stateRegion}, or belongs to someone else`
        : 'belongs to another account, or these credentials may not see it';
    return new UserError(
      `The state bucket ${name} ${reason}. Use the right credentials, or another name: IMAGE_SERVICE_STATE_BUCKET_NAME.`,
    );
  }
}

/** What to tell someone whose account lacks the bucket or the table. */
export const missing = (what: string): UserError =>
  new UserError(`${what} in this account. Run \`pnpm ops bootstrap\` once, then this again.`);
