import { randomBytes } from 'node:crypto';
import type { Aws } from '../aws';
import { accountOf, DEFAULT_SCOPE, type Scope } from '../aws-request';
import { bodyOf, type Answer, type Call } from '../call';
import { isForS3 } from '../error-answer';
import type { AsynchronousInvocations } from '../lambda/asynchronous-invocations';
import { functionName } from '../lambda/function-name';
import { mayInvoke } from '../lambda/permission';
import type { Moto } from '../moto';
import { reasonOf } from '../reason';
import { xmlReader } from '../xml';
import { BucketSettings } from './bucket-settings';
import { functionNotifications, isTold, sourceOf } from './notification-configuration';
import { readPostForm } from './post-form';
import { isPostForm } from './post-object';
import { s3Target, type S3Target } from './s3-target';

export interface ObjectEventsProps extends Aws {
  readonly invocations: AsynchronousInvocations;
}

/** What a request has done to an object. */
interface ObjectChange {
  /** As events have it, without `s3:`. */
  readonly eventName: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

/** A request's changes, made in that account. */
interface Changes {
  readonly scope: Scope;
  readonly changes: readonly ObjectChange[];
}

/** What an answered request gives on; the answer itself, where it was not read. */
type Observe = (call: Call, answer: Answer) => Promise<Answer>;

/**
 * Invokes the functions that a bucket's notification configuration names, when an object was created
 * or removed. moto tells queues and topics itself.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function objectEvents(props: ObjectEventsProps): Observe {
  const sequencer = createSequencer(props.now);
  return async (call, answered) => {
    const target = s3Target(call);
    if (answered.status >= 400 || !isChange(call, target)) return answered;
    const isList = call.url.searchParams.has('delete');
    const answer = isList ? { ...answered, body: await bodyOf(answered) } : answered;
    await tellOf(props, sequencer, call, target, answer).catch((error: unknown) => {
      props.log(`${target.bucket} told nobody of an object: ${reasonOf(error)}`);
    });
    return answer;
  };
}

/** Invokes every function that is to know of the request and that the bucket may invoke; nobody waits for it. */
async function tellOf(
  { moto, invocations, now, log }: ObjectEventsProps,
  sequencer: () => string,
  call: Call,
  target: S3Target,
  answer: Answer,
): Promise<void> {
  const { bucket } = target;
  const { scope, changes } = await changesOf(call, target, answer);
  const source = sourceOf(bucket, scope);
  const xml = await new BucketSettings(moto, scope, bucket).read('notification');
  const configured = functionNotifications(xml ?? '');
  for (const change of changes) {
    const told = configured.filter((each) => isTold(each, change.eventName, change.key));
    if (told.length === 0) continue;
    const described = await describeObject(moto, scope, bucket, change);
    const object = { ...described, sequencer: sequencer() };
    for (const { Id, CloudFunction } of told) {
      const named = functionName(scope, CloudFunction);
      if (!(await mayInvoke(moto, named, source))) {
        log(`no permission of ${CloudFunction} allows the bucket ${bucket} to invoke it`);
        continue;
      }
      const event = eventOf(call, {
        // S3 takes only functions of the bucket's own region.
        awsRegion: named.region,
        eventTime: now().toISOString(),
        eventName: change.eventName,
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: Id,
          bucket: {
            name: bucket,
            ownerIdentity: { principalId: scope.accountId },
            arn: source.arn,
          },
          object,
        },
      });
      invocations.queue(named, event);
    }
  }
}

/** Sub-resources of an object that are put and deleted: that changes no object. */
const SUBRESOURCES = ['acl', 'tagging', 'retention', 'legal-hold'];

/** Whether a request may create or remove an object. */
function isChange(call: Call, target: S3Target): boolean {
  const isS3s = /^(?:object|everything)$/.test(call.admitted?.to ?? '');
  if (!isS3s || target.bucket === '' || call.target.startsWith('/v20180820/')) return false;
  if (isPostForm(call, target)) return true;
  if (!isForS3(call)) return false;
  const { method, url } = call;
  const query = url.searchParams;
  if (target.key === undefined) return method === 'POST' && query.has('delete');
  if (SUBRESOURCES.some((name) => query.has(name))) return false;
  // An upload's id completes it with POST and gives it up with DELETE.
  if (query.has('uploadId')) return method === 'POST';
  return method === 'PUT' || method === 'DELETE';
}

async function changesOf(call: Call, target: S3Target, answer: Answer): Promise<Changes> {
  const scope = call.signed ?? DEFAULT_SCOPE;
  const { method, headers, url } = call;
  const { key } = target;
  const version = answer.headers?.['x-amz-version-id']?.toString();
  // moto's name for the only version of an object in a bucket without versions.
  const versionId = version === 'null' ? undefined : version;
  if (key === undefined) {
    if (isPostForm(call, target)) {
      const { fields } = await readPostForm(call);
      const [signer = ''] = (fields.get('x-amz-credential') ?? '').split('/');
      return {
        scope: { ...scope, accountId: accountOf(signer) },
        changes: [{ eventName: 'ObjectCreated:Post', key: fields.get('key') ?? '', versionId }],
      };
    }
    return { scope, changes: deletionsOf((await bodyOf(answer)).toString('utf8')) };
  }
  if (method === 'DELETE') {
    const isMarker =
      answer.headers?.['x-amz-delete-marker'] === 'true' && !url.searchParams.has('versionId');
    return {
      scope,
      changes: [
        {
          eventName: removal(isMarker),
          key,
          versionId: url.searchParams.get('versionId') ?? versionId,
        },
      ],
    };
  }
  const isCopy = headers['x-amz-copy-source'] !== undefined;
  const created = isCopy ? 'Copy' : 'Put';
  const operation = method === 'POST' ? 'CompleteMultipartUpload' : created;
  return { scope, changes: [{ eventName: `ObjectCreated:${operation}`, key, versionId }] };
}

const removal = (isMarker: boolean): string =>
  `ObjectRemoved:${isMarker ? 'DeleteMarkerCreated' : 'Delete'}`;

const parser = xmlReader({ isArray: (name) => name === 'Deleted' });

/** What DeleteObjects says that it has deleted. */
function deletionsOf(xml: string): readonly ObjectChange[] {
  const { DeleteResult } = parser.parse(xml) as {
    readonly DeleteResult?: {
      readonly Deleted?: readonly {
        readonly Key: string;
        readonly VersionId?: string;
        readonly DeleteMarkerVersionId?: string;
      }[];
    };
  };
  return (DeleteResult?.Deleted ?? []).map(({ Key, VersionId, DeleteMarkerVersionId }) => ({
    eventName: removal(VersionId === undefined && DeleteMarkerVersionId !== undefined),
    key: Key,
    versionId: VersionId ?? DeleteMarkerVersionId,
  }));
}

/** The object as its event describes it; what is gone has no size. */
async function describeObject(
  moto: Moto,
  scope: Scope,
  bucket: string,
  { eventName, key, versionId }: ObjectChange,
): Promise<object> {
  const described = { key: encodedKey(key), ...(versionId !== undefined && { versionId }) };
  if (!eventName.startsWith('ObjectCreated:')) return described;
  const version = versionId === undefined ? '' : `?versionId=${encodeURIComponent(versionId)}`;
  const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}${version}`;
  const { headers } = await moto.ask(scope, { service: 's3', method: 'HEAD', path });
  return {
    ...described,
    size: Number(headers.get('content-length') ?? 0),
    eTag: (headers.get('etag') ?? '').replaceAll('"', ''),
  };
}

/** As a form encodes it, but for slashes. */
const encodedKey = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

/** An event of one record: what is said, and what the request says. */
const eventOf = ({ signed, request }: Call, said: object): object => ({
  Records: [
    {
      eventVersion: '2.1',
      eventSource: 'aws:s3',
      ...said,
      userIdentity: { principalId: signed ? `AWS:${signed.accessKeyId}` : 'Anonymous' },
      requestParameters: { sourceIPAddress: request.socket.remoteAddress },
      responseElements: {
        'x-amz-request-id': randomBytes(8).toString('hex').toUpperCase(),
        'x-amz-id-2': randomBytes(48).toString('base64'),
      },
    },
  ],
});

/** Hexadecimal numbers of which each is greater than the one before. */
function createSequencer(now: () => Date): () => string {
  let last = 0;
  return () => {
    last = Math.max(last + 1, now().getTime() * 1000);
    return last.toString(16).toUpperCase().padStart(18, '0');
  };
}
