import type { Scope } from '../aws-request';
import { bucketPolicy } from '../corrections/bucket-policy';
import { AwsError } from '../errors';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { isAllowed, type ServiceRequest } from '../resource-policy';

/** The settings of one bucket, as moto has them. */
export class BucketSettings {
  constructor(
    private readonly moto: Moto,
    private readonly scope: Scope,
    private readonly bucket: string,
  ) {}

  /** The policy as it was put; undefined without one. */
  async policy(): Promise<string | undefined> {
    const stored = await this.read('policy');
    return stored === undefined ? undefined : bucketPolicy.fromMoto?.(stored);
  }

  /**
   * Whether the policy allows that; without a policy nothing is.
   * @throws AwsError NotImplemented for a policy with elements that are not evaluated here.
   */
  async allows(request: ServiceRequest): Promise<boolean> {
    const policy = await this.policy();
    try {
      return policy !== undefined && isAllowed(policy, request);
    } catch (error) {
      throw new AwsError('NotImplemented', 501, `The bucket policy: ${reasonOf(error)}.`);
    }
  }

  /** Whether ACLs count; they are disabled in a bucket for which nobody chose otherwise. */
  async hasAcls(): Promise<boolean> {
    const controls = await this.read('ownershipControls');
    return controls !== undefined && !controls.includes('BucketOwnerEnforced');
  }

  /**
   * The answer to `GET ?subresource`; undefined where the bucket has no such thing.
   * @throws AwsError NoSuchBucket.
   */
  async read(subresource: string): Promise<string | undefined> {
    const path = `/${encodeURIComponent(this.bucket)}?${subresource}`;
    const answer = await this.moto.ask(this.scope, { service: 's3', path });
    const body = await answer.text();
    if (answer.ok) return body;
    if (body.includes('<Code>NoSuchBucket</Code>')) {
      const message = 'The specified bucket does not exist';
      throw new AwsError('NoSuchBucket', 404, message, { BucketName: this.bucket });
    }
    if (answer.status === 404) return undefined;
    throw new Error(`moto answers ${answer.status} to GET ${path}`);
  }
}
