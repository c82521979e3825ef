import type { Scope } from '../aws-request';
import type { Input } from '../input';
import type { Moto } from '../moto';
import { valuesOf, xmlReader } from '../xml';
import { occurring } from './evaluation/samples';
import { addMetric, type StoredMetrics } from './metric-store';

const DAY_MS = 24 * 60 * 60 * 1000;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/metrics-dimensions.html */
const STORAGE_TYPES: Readonly<Record<string, string>> = {
  STANDARD: 'StandardStorage',
  INTELLIGENT_TIERING: 'IntelligentTieringFAStorage',
};

interface Version {
  readonly Size: string;
  readonly StorageClass?: string;
}

interface Page {
  readonly ListVersionsResult: {
    readonly Version?: readonly Version[];
    readonly NextKeyMarker?: string;
    readonly NextVersionIdMarker?: string;
  };
}

const reader = xmlReader({ isArray: (name) => name === 'Version' });

/**
 * What S3 measures of buckets once a day, as of now and of today's midnight: BucketSizeBytes by the
 * type of storage, and NumberOfObjects, both with every version.
 */
export async function storageMetrics(
  { moto, scope }: { readonly moto: Moto; readonly scope: Scope },
  operation: string,
  input: Input,
  now: Date,
): Promise<StoredMetrics> {
  const metrics: StoredMetrics = {};
  // Nothing else can be about the size of a bucket.
  if (operation !== 'ListMetrics' && !JSON.stringify(input).includes('AWS/S3')) return metrics;
  const at = new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
  const add = (
    metricName: string,
    value: number,
    BucketName: string,
    StorageType: string,
  ): void => {
    const metric = { namespace: 'AWS/S3', metricName, dimensions: { BucketName, StorageType } };
    const unit = metricName === 'NumberOfObjects' ? 'Count' : 'Bytes';
    addMetric(metrics, metric, { unit, at, samples: occurring(value) });
  };
  const listed = await moto.ask(scope, { service: 's3', path: '/' });
  const buckets = listed.ok ? namesOf(await listed.text()) : [];
  for (const bucket of buckets) {
    const versions = await versionsOf(moto, scope, bucket);
    const sizes = new Map<string, number>();
    for (const { Size, StorageClass = 'STANDARD' } of versions) {
      const type = STORAGE_TYPES[StorageClass] ?? StorageClass;
      sizes.set(type, (sizes.get(type) ?? 0) + Number(Size));
    }
    for (const [type, size] of sizes) add('BucketSizeBytes', size, bucket, type);
    if (versions.length > 0) add('NumberOfObjects', versions.length, bucket, 'AllStorageTypes');
  }
  return metrics;
}

const namesOf = (xml: string): readonly string[] => valuesOf(reader.parse(xml), 'Name');

async function versionsOf(moto: Moto, scope: Scope, bucket: string): Promise<readonly Version[]> {
  const versions: Version[] = [];
  let markers = '';
  do {
    const answer = await moto.ask(scope, { service: 's3', path: `/${bucket}?versions${markers}` });
    if (!answer.ok) return versions;
    const { ListVersionsResult: page } = reader.parse(await answer.text()) as Page;
    versions.push(...(page.Version ?? []));
    const { NextKeyMarker: key = '', NextVersionIdMarker: version = '' } = page;
    const next = new URLSearchParams({ 'key-marker': key, 'version-id-marker': version });
    markers = key === '' ? '' : `&${next.toString()}`;
  } while (markers !== '');
  return versions;
}
