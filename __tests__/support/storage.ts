import type { TerraformStack } from 'cdktf';
import { AccessLogBucket } from '../../src/constructs/storage/access-log-bucket';
import { ImageBucket } from '../../src/constructs/storage/image-bucket';
import { ImageTable } from '../../src/constructs/storage/image-table';

/** The table and the buckets that other constructs are about. */
export function testStorage(stack: TerraformStack): {
  readonly table: ImageTable;
  readonly bucket: ImageBucket;
  readonly accessLogs: AccessLogBucket;
} {
  const accessLogs = new AccessLogBucket(stack, 'logs', {
    bucketName: 'logs',
    protection: 'disposable',
  });
  const bucket = new ImageBucket(stack, 'images', {
    bucketName: 'images',
    protection: 'disposable',
    noncurrentVersionDays: 7,
    uploadOrigins: ['https://site.example'],
    accessLogs,
  });
  const table = new ImageTable(stack, 'metadata', {
    tableName: 'ImageMetadata-test',
    protection: 'disposable',
  });
  return { table, bucket, accessLogs };
}
