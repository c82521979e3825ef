import type { Scope } from '../aws-request';
import { bucketPolicy } from '../corrections/bucket-policy';
import type { Moto } from '../moto';
import { S3Error } from './s3-error';

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

  /** Whether Block Public Access keeps a policy from letting everybody in. */
  async restrictsPublicPolicy(): Promise<boolean> {
    const block = await this.read('publicAccessBlock');
    return /<RestrictPublicBuckets>true</i.test(block ?? '');
  }

  /** Whether ACLs are disabled, as they are in a bucket for which nobody chose otherwise. */
  async hasNoAcls(): Promise<boolean> {
    const controls = await this.read('ownershipControls');
    return controls === undefined || controls.includes('BucketOwnerEnforced');
  }

  /** @throws S3Error NoSuchBucket. */
  private async read(subresource: string): Promise<string | undefined> {
    const path = `/${encodeURIComponent(this.bucket)}?${subresource}`;
    const answer = await this.moto.ask(this.scope, { service: 's3', path });
    const body = await answer.text();
    if (answer.ok) return body;
    if (body.includes('<Code>NoSuchBucket</Code>')) {
      throw new S3Error(404, 'NoSuchBucket', 'The specified bucket does not exist', {
        BucketName: this.bucket,
      });
    }
    if (answer.status === 404) return undefined;
    throw new Error(`moto answers ${answer.status} to GET ${path}`);
  }
}
