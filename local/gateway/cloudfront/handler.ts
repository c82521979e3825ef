import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from './context';
import { reasonOf } from '../reason';
import { perform } from './control-plane';
import { CloudFrontError } from './errors';
import type { ResourceType } from './resource-type';
import type { Store } from '../store';
import { buildXml } from './xml';

const VERSION = '2020-05-31';
const LARGEST_BODY = 1_048_576;

export interface CloudFrontProps {
  readonly store: Store;
  readonly types: readonly ResourceType[];
  readonly now: () => Date;
}

/** Answers a request that was signed for CloudFront. */
export async function handleCloudFront(
  props: CloudFrontProps,
  accountId: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const requestId = randomUUID();
  response.setHeader('x-amzn-RequestId', requestId);
  try {
    const answer = await answerTo(props, accountId, request);
    if (answer.etag !== undefined) response.setHeader('ETag', answer.etag);
    if (answer.location !== undefined) {
      const url = `https://cloudfront.amazonaws.com/${VERSION}/${answer.location}`;
      response.setHeader('Location', url);
    }
    if (answer.body) {
      send(response, answer.status, buildXml(answer.body.root, answer.body.content));
    } else {
      response.writeHead(answer.status).end();
    }
  } catch (error) {
    const refusal = error instanceof CloudFrontError ? error : unexpected(error);
    send(response, refusal.status, errorXml(refusal, requestId));
  }
}

async function answerTo(
  props: CloudFrontProps,
  accountId: string,
  request: IncomingMessage,
): Promise<Answer> {
  const url = new URL(request.url ?? '/', 'http://cloudfront.amazonaws.com');
  const [, version, ...segments] = url.pathname.split('/');
  const body = await readBody(request);
  if (version !== VERSION) {
    throw new CloudFrontError(
      'InvalidArgument',
      400,
      `The API version must be ${VERSION}, not "${version ?? ''}".`,
    );
  }
  const context = {
    store: props.store,
    types: props.types,
    accountId,
    account: props.store.account(accountId),
    now: props.now(),
  };
  return perform(context, {
    method: request.method ?? 'GET',
    path: segments.filter((segment) => segment !== '').join('/'),
    query: url.searchParams,
    ifMatch: request.headers['if-match'],
    body,
  });
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= LARGEST_BODY) chunks.push(chunk);
  }
  if (size > LARGEST_BODY) {
    throw new CloudFrontError(
      'BatchTooLarge',
      413,
      `The body is larger than ${LARGEST_BODY} bytes.`,
    );
  }
  return Buffer.concat(chunks).toString('utf8');
}

function unexpected(error: unknown): CloudFrontError {
  const message = `The local CloudFront failed: ${reasonOf(error)}`;
  return new CloudFrontError('InternalFailure', 500, message);
}

function errorXml(error: CloudFrontError, requestId: string): string {
  return buildXml('ErrorResponse', {
    Error: {
      Type: error.status < 500 ? 'Sender' : 'Receiver',
      Code: error.code,
      Message: error.message,
    },
    RequestId: requestId,
  });
}

function send(response: ServerResponse, status: number, xml: string): void {
  const headers = { 'Content-Type': 'text/xml', 'Content-Length': Buffer.byteLength(xml) };
  response.writeHead(status, headers).end(xml);
}
