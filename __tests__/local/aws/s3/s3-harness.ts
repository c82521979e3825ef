import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { S3Client } from '@aws-sdk/client-s3';
import { callOf, send } from '../../../../local/aws/call';
import { errorAnswer } from '../../../../local/aws/error-answer';
import { Moto } from '../../../../local/aws/moto';
import { s3Access } from '../../../../local/aws/s3/s3-access';
import { close, listen, s3Client, stopAfterTest } from '../harness';

export const NOW = new Date('2030-01-01T00:00:00Z');

/** What moto received. */
export interface Received {
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface S3Harness {
  readonly url: string;
  /** What moto was asked besides a bucket's settings. */
  readonly received: Received[];
  /** What moto answers to `/bucket?subresource`; else it has no such thing. */
  readonly settings: Record<string, string>;
  /** A client whose clock is the gateway's. */
  client(secretAccessKey?: string): S3Client;
}

/** Starts S3's route before a made-up moto with the bucket `pics`. */
export async function startS3(): Promise<S3Harness> {
  const received: Received[] = [];
  const settings: Record<string, string> = {};
  const upstream = createServer((request, response) => {
    const { method = '', url = '', headers } = request;
    const isSetting = method === 'GET' && /\?(?:policy|ownershipControls)$/.test(url);
    void buffer(request).then((body) => {
      if (isSetting) {
        const code = url.startsWith('/pics?') ? 'NoSuchThing' : 'NoSuchBucket';
        response.writeHead(settings[url] === undefined ? 404 : 200);
        response.end(settings[url] ?? `<Error><Code>${code}</Code></Error>`);
        return;
      }
      if (url.includes('/missing')) {
        response.writeHead(404).end('<Error><Code>NoSuchKey</Code></Error>');
        return;
      }
      received.push({ line: `${method} ${url}`, headers, body: body.toString('latin1') });
      const etag = `"${createHash('md5').update(body).digest('hex')}"`;
      response.writeHead(200, { etag, 'x-amz-version-id': 'v1' }).end();
    });
  });
  const moto = new Moto({ url: await listen(upstream), token: 'of moto' });
  const route = s3Access({ moto, now: () => NOW });
  const server = createServer((request, response) => {
    const call = callOf(request, response);
    // As the gateway does.
    response.setHeader('date', NOW.toUTCString());
    const answer = async (): Promise<void> => {
      send(response, (await route(call)) ?? (await moto.pass(call)));
    };
    answer().catch((error: unknown) => {
      send(response, errorAnswer(call, error));
    });
  });
  const url = await listen(server);
  stopAfterTest(() => Promise.all([server, upstream].map(close)));
  return {
    ...{ url, received, settings },
    client: (secretAccessKey) => s3Client({ url }, secretAccessKey),
  };
}

/** The status and the error code of an answer, and what its body says. */
export interface Outcome {
  readonly status: number;
  readonly code: string | undefined;
  readonly message: string | undefined;
  readonly text: string;
  readonly headers: Headers;
}

export async function outcomeOf(asked: Promise<Response>): Promise<Outcome> {
  const answer = await asked;
  const text = await answer.text();
  return {
    status: answer.status,
    code: /<Code>(.*?)<\/Code>/.exec(text)?.[1],
    message: /<Message>(.*?)<\/Message>/s.exec(text)?.[1]?.replaceAll('&quot;', '"'),
    text,
    headers: answer.headers,
  };
}

/** A POST policy's fields, signed as AWS documents it; a text is signed as it is. */
export function signedFields(
  policy: unknown,
  secret = 'local',
  credential = '111122223333/20300101/us-east-1/s3/aws4_request',
): Record<string, string> {
  const base64 = Buffer.from(typeof policy === 'string' ? policy : JSON.stringify(policy)).toString(
    'base64',
  );
  const hmac = (key: string | Buffer, text: string): Buffer =>
    createHmac('sha256', key).update(text).digest();
  const [, date = '', region = ''] = credential.split('/');
  const key = hmac(hmac(hmac(hmac(`AWS4${secret}`, date), region), 's3'), 'aws4_request');
  return {
    policy: base64,
    'x-amz-algorithm': 'AWS4-HMAC-SHA256',
    'x-amz-credential': credential,
    'x-amz-date': '20300101T000000Z',
    'x-amz-signature': hmac(key, base64).toString('hex'),
  };
}

/** A form with those fields, and the file at its end. */
export function formOf(fields: Record<string, string>, file?: File | string): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (typeof file === 'string') form.append('file', file);
  else if (file !== undefined) form.append('file', file);
  return form;
}
