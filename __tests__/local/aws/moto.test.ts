import { createHash, randomBytes } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from '@jest/globals';
import { createGateway } from '../../../local/aws/gateway';
import { Store } from '../../../local/aws/store';
import { close, listen, s3Client, startGateway, type Harness, signedAs } from './harness';

const signed = (account: string): string => signedAs('sqs', account, 'eu-west-1');

/** S3 judges for itself who may do what; moto does for the others. */
const headers = { authorization: signed('AKIA') };

let gateway: Harness;

describe('a request for moto', () => {
  it('arrives as it was sent and is answered so, but for headers of the connection and CORS', async () => {
    let seen: { method?: string; url?: string; headers?: IncomingHttpHeaders } = {};
    gateway = await startGateway((request, response) => {
      const { method = '', url = '', headers } = request;
      seen = { method, url, headers };
      response.writeHead(
        201,
        'Made',
        [
          ['X-A', '1'],
          ['X-A', '2'],
          ['Access-Control-Allow-Origin', '*'],
          ['Keep-Alive', 'timeout=1'],
        ].flat(),
      );
      response.end('body');
    });
    const answer = await new Promise<{ status: number | undefined; raw: string[] }>((resolve) => {
      const sent = {
        host: 'bucket.localhost:4580',
        authorization: signed('AKIA'),
        connection: 'x-hop',
        'x-hop': '1',
        'x-amz-meta': 'a, b',
      };
      httpRequest(
        `${gateway.url}/key%20a?list-type=2&x=%2F`,
        { method: 'PUT', headers: sent },
        (got) => {
          got.resume().on('end', () => {
            resolve({ status: got.statusCode, raw: got.rawHeaders });
          });
        },
      ).end('content');
    });
    expect(seen).toMatchObject({
      method: 'PUT',
      url: '/key%20a?list-type=2&x=%2F',
      headers: { host: 'bucket.localhost:4580', 'x-amz-meta': 'a, b' },
    });
    expect(seen.headers).not.toHaveProperty('x-hop');
    expect(seen.headers).not.toHaveProperty('x-moto-account-id');
    expect(answer.status).toBe(201);
    expect(answer.raw.filter((value) => value === 'x-a')).toHaveLength(2);
    expect(answer.raw).not.toContain('timeout=1');
    expect(answer.raw).not.toContain('access-control-allow-origin');
  });

  it('carries the account that its access key id names', async () => {
    let account: unknown;
    gateway = await startGateway((request, response) => {
      account = request.headers['x-moto-account-id'];
      response.end();
    });
    await fetch(gateway.url, { headers: { authorization: signed('111122223333') } });
    expect(account).toBe('111122223333');
  });

  it('arrives without its gzip, unless that is the object’s', async () => {
    let seen: { readonly encoding: unknown; readonly bytes: Buffer } | undefined;
    gateway = await startGateway((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const bytes = Buffer.concat(chunks);
        // Not the question whom the bucket tells of its objects.
        if (request.method !== 'GET')
          seen = { encoding: request.headers['content-encoding'], bytes };
        response.end();
      });
    });
    const body = gzipSync('{"a":1}');
    await fetch(gateway.url, {
      method: 'POST',
      headers: { ...headers, 'content-encoding': 'gzip' },
      body,
    });
    expect(seen).toEqual({ encoding: undefined, bytes: Buffer.from('{"a":1}') });
    const put = { Bucket: 'b', Key: 'k', Body: body, ContentEncoding: 'gzip' };
    await s3Client(gateway).send(new PutObjectCommand(put));
    expect(seen).toEqual({ encoding: 'gzip', bytes: body });
  });

  it('streams a large body in both directions', async () => {
    gateway = await startGateway((request, response) => {
      request.pipe(response);
    });
    const body = randomBytes(16 * 1024 * 1024);
    const answer = await fetch(`${gateway.url}/b/k`, { method: 'PUT', headers, body });
    const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
    expect(digest(new Uint8Array(await answer.arrayBuffer()))).toBe(digest(body));
  });

  it('is answered before its body has ended', async () => {
    gateway = await startGateway((request, response) => {
      request.once('data', (chunk: Buffer) => response.write(chunk));
      request.on('end', () => response.end());
    });
    const upload = httpRequest(`${gateway.url}/b/k`, { method: 'PUT', headers });
    upload.write('first');
    const [answer] = (await once(upload, 'response')) as [IncomingMessage];
    const [first] = (await once(answer, 'data')) as [Buffer];
    upload.end();
    await once(answer.resume(), 'end');
    expect(first.toString()).toBe('first');
  });

  it('stops when its client goes away', async () => {
    const moto = new EventEmitter();
    gateway = await startGateway((request) => {
      request.on('close', () => moto.emit('gone'));
      request.once('data', () => moto.emit('started'));
    });
    const gone = once(moto, 'gone');
    const upload = httpRequest(`${gateway.url}/b/k`, { method: 'PUT', headers });
    upload.on('error', () => undefined);
    upload.write('first');
    await once(moto, 'started');
    upload.destroy();
    await expect(gone).resolves.toEqual([]);
  });

  it('is refused in one line when moto is dead', async () => {
    gateway = await startGateway();
    const dead = createServer();
    const moto = { url: await listen(dead), token: '' };
    await close(dead);
    const other = createGateway({ moto, store: Store.restore(), codeDirectory: '' });
    const answer = await fetch(await listen(other), { method: 'POST', body: 'x', headers });
    expect(answer.status).toBe(502);
    expect(await answer.text()).toMatch(
      /^moto at http:\/\/127\.0\.0\.1:\d+ does not answer: .*ECONNREFUSED.*\n$/,
    );
    await close(other);
  });

  it('is cut off, not completed, when moto dies in the middle of its answer', async () => {
    gateway = await startGateway((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('part', () => response.destroy());
    });
    const answer = await fetch(gateway.url, { headers });
    await expect(answer.text()).rejects.toThrow();
  });
});

describe('the gateway', () => {
  it('outlives a client that speaks no HTTP', async () => {
    gateway = await startGateway((_request, response) => response.end());
    const { port } = new URL(gateway.url);
    const socket = connect(Number(port), '127.0.0.1').resume();
    socket.end('nonsense\r\n\r\n');
    await once(socket, 'close');
    expect((await fetch(gateway.url, { headers })).status).toBe(200);
  });
});
