import { once } from 'node:events';
import { createServer, request as httpRequest, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GetObjectCommand, HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { createGateway } from '../../../local/aws/gateway';
import { Store } from '../../../local/aws/store';
import { close, listen, settingsFor } from './harness';
import {
  APP,
  FORMS,
  RULES,
  send,
  signedFor,
  startPageGateway,
  type PageAnswer,
  type PageGateway,
} from './page';

const HOSTS =
  'the local AWS answers only 127.0.0.1, localhost, [::1], *.localhost, execute-api and cloudfront hosts.\n';
const PAGES =
  'web pages reach only execute-api and cloudfront hosts, and S3 objects of a bucket whose CORS rules allow their origin.\n';
const LOCAL = 'Host: 127.0.0.1:4580';
const EVIL = 'Origin: https://evil.example';
const FROM_APP = `Origin: ${APP}`;
const CROSS_SITE = 'Sec-Fetch-Site: cross-site';
const PREFLIGHT = 'Access-Control-Request-Method: PUT';

let gateway: PageGateway;

beforeEach(async () => {
  gateway = await startPageGateway();
});

const corsOf = ({ headers }: PageAnswer): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name.startsWith('access-control')));

/** The line of a presigned request at that host; `localhost` has buckets in its names. */
async function presigned(
  method: 'GET' | 'HEAD',
  Bucket: string,
  Key: string,
  host: string,
): Promise<string> {
  const client = new S3Client({
    ...settingsFor({ url: `http://${host}` }, undefined, 'local'),
    forcePathStyle: !host.startsWith('localhost'),
  });
  const Command = method === 'GET' ? GetObjectCommand : HeadObjectCommand;
  // The presigner's own type allows no optional properties as strict as this project's.
  const command = new Command({ Bucket, Key }) as Parameters<typeof getSignedUrl>[1];
  const signingDate = new Date('2030-01-01T00:00:00Z');
  const { pathname, search } = new URL(await getSignedUrl(client, command, { signingDate }));
  return `${method} ${pathname}${search}`;
}

/** That the answer says so, that no page may read it, and that moto heard nothing. */
function expectRefused(answer: PageAnswer, sentence: string): void {
  expect(answer).toMatchObject({ status: 403, body: sentence });
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  });
  expect(corsOf(answer)).toEqual({});
  expect(gateway.reached).toEqual([]);
}

describe('the Host header', () => {
  it.each([
    '127.0.0.1',
    '127.0.0.1:4580',
    'localhost:1',
    'LOCALHOST',
    '[::1]',
    '[::1]:4580',
    'bucket.localhost:4580',
    'a.b_c.localhost',
  ])('may be %s', async (host) => {
    const answer = await send(gateway, 'GET /', [`Host: ${host}`, signedFor('sqs')]);
    expect(answer).toMatchObject({ body: 'from moto' });
  });

  it.each([
    'evil.example',
    'evil.example:4580',
    '127.0.0.1.evil.example',
    'localhost.evil.example',
    'evil-localhost',
    'localhost.',
    '.localhost',
    'x@localhost',
    'localhost:4580:80',
    'localhost evil.example',
    '127.0.0.2',
    '127.1',
    '0.0.0.0',
    '[::]',
    '[::ffff:127.0.0.1]',
    '::1',
    's3.amazonaws.com',
    'execute-api.us-east-1.amazonaws.com',
    'abc123.execute-api.us-east-1.amazonaws.com.',
    'abc123.execute-api.us-east-1.amazonaws.com.evil.example',
    '',
  ])('may not be "%s"', async (host) => {
    const answer = await send(gateway, 'GET /', [`Host: ${host}`]);
    expectRefused(answer, `Refused: the Host header is "${host}"; ${HOSTS}`);
  });

  it('must be there', async () => {
    const answer = await send(gateway, 'GET / HTTP/1.0');
    expectRefused(answer, `Refused: there is no Host header; ${HOSTS}`);
  });

  it.each([
    [LOCAL, 'Host: evil.example'],
    ['Host: evil.example', LOCAL],
    [LOCAL, LOCAL],
  ])('must be there once, not as %s and %s', async (...hosts) => {
    const answer = await send(gateway, 'GET /', hosts);
    expectRefused(answer, `Refused: there is more than one Host header; ${HOSTS}`);
  });

  it('keeps code from running for a page that took a name for itself', async () => {
    const rebound = ['Host: evil.example', 'Sec-Fetch-Site: same-origin', 'Content-Length: 0'];
    for (const [line, service] of [
      ['POST /2015-03-31/functions', 'lambda'],
      ['POST /v2/apis', 'apigateway'],
      ['POST /v2/apis/x/routes', 'apigateway'],
    ] as const) {
      const answer = await send(gateway, line, [...rebound, signedFor(service)]);
      expectRefused(answer, `Refused: the Host header is "evil.example"; ${HOSTS}`);
    }
  });
});

describe("a distribution's domain", () => {
  it.each([
    'd111111abcdef8.cloudfront.net',
    'E1.CLOUDFRONT.NET:4580',
    'e1.cloudfront.localhost:80',
    'images.dev.lego-api.com.cloudfront.localhost',
  ])('reaches distributions, also from a page, and nothing else: %s', async (host) => {
    const page = [EVIL, CROSS_SITE];
    for (const headers of [[], page, [signedFor('s3')], [...page, signedFor('cloudfront')]]) {
      for (const path of ['/pics/key', '/', '/2020-05-31/distribution', '/_local/instance']) {
        const answer = await send(gateway, `GET ${path}`, [`Host: ${host}`, ...headers]);
        expect(answer).toMatchObject({ status: 403, headers: { server: 'CloudFront' } });
        expect(corsOf(answer)).toEqual({});
      }
    }
    expect(gateway.reached).toEqual([]);
  });

  it.each(['a.b.cloudfront.net', 'cloudfront.net', 'e1.cloudfront.net.evil.example'])(
    'is not %s, which merely looks like it',
    async (host) => {
      const answer = await send(gateway, 'GET /', [`Host: ${host}`]);
      expectRefused(answer, `Refused: the Host header is "${host}"; ${HOSTS}`);
    },
  );

  it('is not an alias: a page may own that name', async () => {
    const answer = await send(gateway, 'GET /', ['Host: images.dev.lego-api.com']);
    expectRefused(answer, `Refused: the Host header is "images.dev.lego-api.com"; ${HOSTS}`);
  });
});

describe('the request target', () => {
  it.each([
    'http://evil.example/',
    'http://127.0.0.1:4580/',
    'http://evil.example/moto-api/reset',
    '//evil.example/',
    '/\\evil.example/',
    '*',
  ])('may not be %s', async (target) => {
    for (const host of [LOCAL, 'Host: abc123.execute-api.localhost', 'Host: e1.cloudfront.net']) {
      expectRefused(
        await send(gateway, `OPTIONS ${target}`, [host]),
        `Refused: the request target is "${target}"; it must be a path that begins with one slash.\n`,
      );
    }
  });
});

describe("moto's own API", () => {
  it.each([
    '/moto-api/reset',
    '/moto-api',
    '/moto-api/',
    '/moto-api/reset?x',
    '/moto-api/reset#x',
    '/moto-api//reset',
    '/moto-api/../x',
    '/moto-api%2freset',
    '/%6doto-api/reset',
    '/%6Doto%2Dapi/reset',
    '/%2Fmoto-api/reset',
    '/x/../moto-api/reset',
    '/x/../moto-api/reset?policy',
    '/./moto-api/reset',
    '/%2e/moto-api/reset',
    '/x/%2e%2e/moto-api/reset',
    '/x/..//moto-api/reset',
    '/MOTO-API/reset',
  ])('is out of reach as %s', async (path) => {
    for (const service of ['s3', 'motoapi']) {
      expectRefused(
        await send(gateway, `PUT ${path}`, [LOCAL, 'Content-Length: 0', signedFor(service)]),
        `Refused: the path is "${path}"; moto's own API is not reachable through the local AWS.\n`,
      );
    }
  });

  it.each(['//moto-api/reset', '///moto-api/reset'])('is out of reach as %s', async (path) => {
    expect(await send(gateway, `POST ${path}`, [LOCAL])).toMatchObject({ status: 403 });
    expect(gateway.reached).toEqual([]);
  });

  it('is not taken for what a bucket may hold', async () => {
    const line = await presigned('GET', 'bucket', 'moto-api/reset', '127.0.0.1:4580');
    await send(gateway, line, [LOCAL]);
    expect(gateway.reached).toEqual([line]);
  });
});

describe('a web page', () => {
  it.each([
    ['another site', 'https://evil.example', 'cross-site'],
    ['another port of localhost', 'http://localhost:3000', 'same-site'],
    ['another port of IPv6', 'http://[::1]:3000', 'cross-site'],
    ['a sandbox or a file', 'null', 'cross-site'],
    ['an object in a bucket', 'http://127.0.0.1:4580', 'same-origin'],
    ['nowhere', '', 'none'],
    ['an allowed origin', APP, 'cross-site'],
  ])('of %s gets nothing out of a service', async (_, origin, site) => {
    const page = [LOCAL, `Origin: ${origin}`, `Sec-Fetch-Site: ${site}`];
    const sentence = `Refused: the Origin header is "${origin}" and the request is for no object; ${PAGES}`;
    const simple = [...page, 'Content-Type: text/plain', 'Content-Length: 0'];
    expectRefused(await send(gateway, 'POST /', simple), sentence);
    expectRefused(await send(gateway, 'POST /', [...simple, signedFor('dynamodb')]), sentence);
    expectRefused(await send(gateway, 'GET /', page), sentence);
    expectRefused(await send(gateway, 'OPTIONS /', [...page, PREFLIGHT]), sentence);
    expectRefused(await send(gateway, 'GET /_local/instance', page), sentence);
    expectRefused(await send(gateway, 'GET /_local/health', page), sentence);
    const lambda = [...simple, signedFor('lambda')];
    expectRefused(await send(gateway, 'POST /2015-03-31/functions', lambda), sentence);
  });

  it.each(['cross-site', 'same-site', 'none, cross-site', 'new'])(
    'shows itself without an Origin header by %s',
    async (site) => {
      for (const path of ['/', '/pics/key', '/_local/instance']) {
        expectRefused(
          await send(gateway, `GET ${path}`, [LOCAL, `Sec-Fetch-Site: ${site}`]),
          `Refused: the Sec-Fetch-Site header is "${site}" and there is no Origin header; ${PAGES}`,
        );
      }
    },
  );

  it.each([[[]], [['Sec-Fetch-Site: none']], [['Sec-Fetch-Site: same-origin']]])(
    'is not seen in %j',
    async (headers) => {
      await send(gateway, 'GET /', [LOCAL, signedFor('sqs'), ...headers]);
      expect(gateway.reached).toEqual(['GET /']);
      expect(await send(gateway, 'GET /_local/instance', [LOCAL, ...headers])).toMatchObject({
        status: 200,
        body: '{"id":"id","dataDirectory":"/clone"}',
      });
    },
  );
});

describe('the host of an API', () => {
  it.each(['abc123.execute-api.us-east-1.amazonaws.com', 'ABC123.execute-api.LOCALHOST:4580'])(
    '%s leads to the API only, from any page',
    async (host) => {
      for (const path of ['/', '/moto-api/reset', '/_local/instance', '/2015-03-31/functions']) {
        const headers = [`Host: ${host}`, EVIL, CROSS_SITE, signedFor('lambda')];
        const answer = await send(gateway, `GET ${path}`, headers);
        expect(answer.headers).toHaveProperty('apigw-requestid');
        expect(answer.body).not.toContain('from moto');
      }
      expect(new Set(gateway.reached)).toEqual(new Set(['GET /v2/apis/abc123']));
    },
  );
});

describe("a bucket's CORS rules", () => {
  const VARY = 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method';
  const allowed = (origin: string): Record<string, string> => ({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'PUT, GET',
    'access-control-expose-headers': 'ETag',
    'access-control-max-age': '60',
  });

  it.each([
    ['on IPv4', '127.0.0.1:4580', '127.0.0.1:4580'],
    ['on IPv6', '[::1]:4580', '[::1]:4580'],
    ['with the bucket in the host', 'localhost:4580', 'pics.localhost:4580'],
  ])('let an allowed page have an object, %s', async (_, endpoint, host) => {
    const line = await presigned('GET', 'pics', 'a/key', endpoint);
    const answer = await send(gateway, line, [`Host: ${host}`, FROM_APP, CROSS_SITE]);
    expect(answer).toMatchObject({ status: 200, headers: { vary: VARY } });
    expect(answer.body).toContain('from moto');
    expect(corsOf(answer)).toEqual(allowed(APP));
    expect(gateway.reached).toEqual([line]);
    expect(gateway.rulesOf).toEqual(['111122223333/us-east-1/pics']);
  });

  it.each([
    ['without a signature', 'GET /pics/key', LOCAL, []],
    ['signed', 'GET /pics/key?tagging', 'Host: localhost', [signedFor('s3')]],
    ['presigned', 'PUT /pics/key?X-Amz-Credential=k/20300101/us-east-1/s3/aws4_request', LOCAL, []],
    [
      'presigned for another service',
      'PUT /pics/key?X-Amz-Credential=k/20300101/us-east-1/sqs/aws4_request',
      LOCAL,
      [],
    ],
    ['for what the gateway plays', 'PUT /pics/key?metrics&policy', LOCAL, []],
  ])('let an allowed page read why S3 refuses it, %s', async (_, line, host, headers) => {
    const answer = await send(gateway, line, [host, FROM_APP, CROSS_SITE, ...headers]);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.body).toContain('<Error><Code>');
    expect(corsOf(answer)).toEqual(allowed(APP));
    expect(gateway.reached).toEqual([]);
    expect(gateway.rulesOf).toEqual(['123456789012/us-east-1/pics']);
  });

  it('are asked for where the signature leads', async () => {
    const signed = signedFor('s3', '111122223333', 'cn-north-1');
    await send(gateway, 'GET /pics/key', [LOCAL, FROM_APP, signed]);
    expect(gateway.rulesOf).toEqual(['111122223333/cn-north-1/pics']);
  });

  it('may have a star for a part of the origin', async () => {
    const origin = 'http://one.dev.example';
    const answer = await send(gateway, 'GET /pics/key', [LOCAL, `Origin: ${origin}`]);
    expect(corsOf(answer)).toEqual(allowed(origin));
  });

  it('may allow every origin', async () => {
    const line = await presigned('HEAD', 'pics', 'key', '127.0.0.1:4580');
    for (const origin of ['null', 'http://localhost:3000']) {
      const answer = await send(gateway, line, [LOCAL, `Origin: ${origin}`]);
      expect(answer).toMatchObject({ status: 200, headers: { vary: VARY } });
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': '*',
        'access-control-allow-methods': 'HEAD',
      });
    }
  });

  it.each([
    ['another origin', 'pics', 'https://evil.example', 'GET'],
    ['an origin that begins as an allowed one', 'pics', `${APP}.evil.example`, 'GET'],
    ['an origin that ends as an allowed one', 'pics', 'https://evil.example?.dev.example', 'GET'],
    ['an origin in other letters', 'pics', APP.toUpperCase(), 'GET'],
    ['an origin shorter than its pattern', 'pics', 'http://aba', 'GET'],
    ['an origin for a pattern with two stars', 'pics', 'http://x.a', 'GET'],
    ['another method', 'pics', APP, 'DELETE'],
    ['OPTIONS that is no preflight', 'pics', APP, 'OPTIONS'],
    ['a bucket without rules', 'closed', APP, 'GET'],
  ])('refuse %s', async (_, bucket, origin, method) => {
    const headers = [LOCAL, `Origin: ${origin}`, signedFor('s3')];
    expectRefused(
      await send(gateway, `${method} /${bucket}/key`, headers),
      `Refused: no CORS rule of the bucket "${bucket}" allows the origin "${origin}" this ${method}; ${PAGES}`,
    );
  });

  it('take only OPTIONS for a preflight', async () => {
    const headers = [LOCAL, FROM_APP, PREFLIGHT, signedFor('s3')];
    expectRefused(
      await send(gateway, 'DELETE /pics/key', headers),
      `Refused: no CORS rule of the bucket "pics" allows the origin "${APP}" this DELETE; ${PAGES}`,
    );
  });

  it.each([
    ['all buckets', 'GET /', LOCAL, []],
    ['a bucket', 'PUT /pics', LOCAL, []],
    ['a bucket with a slash', 'GET /pics/', LOCAL, []],
    ["a bucket's part", 'PUT /pics/?policy', LOCAL, []],
    ["a bucket's part after a hash", 'PUT /pics/#?policy', LOCAL, []],
    ['a bucket in the host', 'GET /?list-type=2', 'Host: pics.localhost', []],
    ['the local AWS', 'GET /_local/instance', LOCAL, []],
    ["moto's paths by service", 'PUT /dynamodb_us-east-1/key', LOCAL, []],
    ['a function', 'GET /2015-03-31/functions', LOCAL, [signedFor('lambda')]],
    ['an object, signed for lambda', 'GET /pics/key', LOCAL, [signedFor('lambda')]],
    [
      'an object, signed for lambda as only moto reads it',
      'GET /2015-03-31/functions',
      LOCAL,
      [signedFor('s3').replace('Credential', 'a/b/us-east-1/lambda/c Credential')],
    ],
    ['S3 Control in the path', 'GET /v20180820/accesspoint', LOCAL, [signedFor('s3')]],
    ['S3 Control in the host', 'GET /key', 'Host: my-s3-control.localhost', [signedFor('s3')]],
    ["an instance's metadata", 'GET /latest/meta-data/iam', LOCAL, []],
    ['a host that moto drops', 'GET /closed/key', 'Host: www.localhost', []],
    ['a host that moto overlooks', 'GET /closed/key', 'Host: localhost-2.localhost', []],
    ['a host with two names', 'GET /key', 'Host: pics.x.localhost', []],
  ])('are not asked for %s', async (_, line, host, headers) => {
    const page = [host, FROM_APP, ...headers, 'Content-Length: 0'];
    const sentence = `Refused: the Origin header is "${APP}" and the request is for no object; ${PAGES}`;
    expectRefused(await send(gateway, line, page), sentence);
    const preflight = line.replace(/^\w+/, 'OPTIONS');
    expectRefused(await send(gateway, preflight, [...page, PREFLIGHT]), sentence);
    expect(gateway.rulesOf).toEqual([]);
  });

  describe('for a form', () => {
    const FROM_FORMS = `Origin: ${FORMS}`;
    const MULTIPART = 'Content-Type: multipart/form-data; boundary=x';
    const EMPTY = 'Content-Length: 0';

    it.each([
      ['in the path', 'POST /pics', LOCAL],
      ['in the path with a slash', 'POST /pics/', LOCAL],
      ['in the host', 'POST /', 'Host: pics.localhost:4580'],
    ])('let an allowed page post it to a bucket %s', async (_, line, host) => {
      const answer = await send(gateway, line, [host, FROM_FORMS, MULTIPART, EMPTY]);
      // S3 says so, in a way that the page may read.
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('<Code>MalformedPOSTRequest</Code>');
      expect(corsOf(answer)).toMatchObject({ 'access-control-allow-origin': FORMS });
      const preflight = line.replace('POST', 'OPTIONS');
      const asked = [host, FROM_FORMS, 'Access-Control-Request-Method: POST'];
      expect(await send(gateway, preflight, asked)).toMatchObject({ status: 200 });
      expect(gateway.reached).toEqual([]);
    });

    it('refuse the page of an origin that may not post', async () => {
      const sentence = `Refused: no CORS rule of the bucket "pics" allows the origin "${APP}" this POST; ${PAGES}`;
      expectRefused(
        await send(gateway, 'POST /pics', [LOCAL, FROM_APP, MULTIPART, EMPTY]),
        sentence,
      );
      const asked = [LOCAL, FROM_APP, 'Access-Control-Request-Method: POST'];
      expectRefused(await send(gateway, 'OPTIONS /pics', asked), sentence);
    });

    it.each([
      ['another type', 'POST /pics', LOCAL, ['Content-Type: text/plain']],
      ['no type', 'POST /pics', LOCAL, []],
      ['a type that begins so', 'POST /pics', LOCAL, ['Content-Type: multipart/form-data-x/y']],
      ['another method', 'PUT /pics', LOCAL, [MULTIPART]],
      ['reading', 'GET /pics', LOCAL, [MULTIPART]],
      ['deleting many', 'POST /pics?delete', LOCAL, [MULTIPART]],
      ['an empty query', 'POST /pics?', LOCAL, [MULTIPART]],
      ['a hash', 'POST /pics#?delete', LOCAL, [MULTIPART]],
      ['all buckets', 'POST /', LOCAL, [MULTIPART]],
      ['a signed request', 'POST /pics', LOCAL, [MULTIPART, signedFor('s3')]],
      ['another service', 'POST /', LOCAL, [MULTIPART, signedFor('sqs')]],
      ["moto's paths by service", 'POST /dynamodb_us-east-1', LOCAL, [MULTIPART]],
      ['S3 Control', 'POST /v20180820', LOCAL, [MULTIPART]],
      ["an instance's metadata", 'POST /latest/', LOCAL, [MULTIPART]],
      ['a function', 'POST /2015-03-31/functions/', LOCAL, [MULTIPART]],
      ['a host that moto drops', 'POST /', 'Host: www.localhost', [MULTIPART]],
      ['a query in the host', 'POST /?delete', 'Host: pics.localhost', [MULTIPART]],
    ])('open nothing else: %s', async (_, line, host, headers) => {
      const answer = await send(gateway, line, [host, FROM_FORMS, ...headers, EMPTY]);
      const sentence = `Refused: the Origin header is "${FORMS}" and the request is for no object; ${PAGES}`;
      // A function's path has the form of an object's, of a bucket that lets no form's page in there.
      if (line.includes('functions')) expect(answer.body).not.toContain('from moto');
      else expectRefused(answer, sentence);
      expect(gateway.reached).toEqual([]);
    });

    it('open no preflight but for POST', async () => {
      const asked = [LOCAL, FROM_FORMS, 'Access-Control-Request-Method: PUT'];
      const sentence = `Refused: the Origin header is "${FORMS}" and the request is for no object; ${PAGES}`;
      expectRefused(await send(gateway, 'OPTIONS /pics', asked), sentence);
    });

    it('read no form from a page that would copy', async () => {
      const headers = [LOCAL, FROM_FORMS, MULTIPART, EMPTY, 'X-Amz-Copy-Source: /closed/key'];
      expectRefused(
        await send(gateway, 'POST /pics', headers),
        `Refused: a page's request may not copy, since it could read any bucket so; ${PAGES}`,
      );
    });
  });

  it('let nobody copy out of another bucket', async () => {
    const headers = [LOCAL, FROM_APP, 'X-Amz-Copy-Source: /closed/key', 'Content-Length: 0'];
    expectRefused(
      await send(gateway, 'PUT /pics/key', headers),
      `Refused: a page's request may not copy, since it could read any bucket so; ${PAGES}`,
    );
  });

  it('that moto cannot tell let nobody in', async () => {
    const answer = await send(gateway, 'GET /broken/key', [LOCAL, FROM_APP]);
    expect(answer.status).toBe(502);
    expect(corsOf(answer)).toEqual({});
    expect(gateway.reached).toEqual([]);
  });

  it.each([
    ['GET', '', undefined],
    ['PUT', 'Content-Type,x-amz-date, content-md5', 'content-type, x-amz-date, content-md5'],
  ])('answer the preflight of a %s with the headers "%s"', async (method, asked, answered) => {
    const headers = [LOCAL, FROM_APP, CROSS_SITE, `Access-Control-Request-Method: ${method}`];
    if (asked !== '') headers.push(`Access-Control-Request-Headers: ${asked}`);
    const answer = await send(gateway, 'OPTIONS /pics/key', headers);
    expect(answer).toMatchObject({ status: 200, headers: { vary: VARY } });
    expect(corsOf(answer)).toEqual({
      ...allowed(APP),
      ...(answered !== undefined && { 'access-control-allow-headers': answered }),
    });
    expect(gateway.reached).toEqual([]);
  });

  it.each([
    ['another origin', 'https://evil.example', 'PUT', 'content-type'],
    ['another method', APP, 'DELETE', 'content-type'],
    ['one more header', APP, 'PUT', 'content-type, x-evil'],
  ])('refuse the preflight of %s', async (_, origin, method, asked) => {
    const headers = [
      LOCAL,
      `Origin: ${origin}`,
      `Access-Control-Request-Method: ${method}`,
      `Access-Control-Request-Headers: ${asked}`,
    ];
    expectRefused(
      await send(gateway, 'OPTIONS /pics/key', headers),
      `Refused: no CORS rule of the bucket "pics" allows the origin "${origin}" this ${method}; ${PAGES}`,
    );
  });

  it('start nothing for a client that has gone meanwhile', async () => {
    const held: ServerResponse[] = [];
    const silent = new Set<Socket>();
    const moto = createServer(({ socket, url }, response) => {
      silent.delete(socket);
      if (url === '/first?cors') held.push(response);
      else response.end(RULES);
    }).on('connection', (socket) => silent.add(socket));
    const own = createGateway({
      moto: { url: await listen(moto), token: '' },
      store: Store.restore(),
      codeDirectory: '',
    });
    const url = await listen(own);
    const gone = new Promise((resolve) => {
      own.once('connection', (socket: Socket) => socket.once('close', resolve));
    });
    try {
      const asked = once(moto, 'request');
      const upload = httpRequest(`${url}/first/key`, { method: 'PUT', headers: { origin: APP } });
      upload.on('error', () => undefined).write('content');
      await asked;
      upload.destroy();
      await gone;
      held[0]?.end(RULES);
      const refused = await send({ url }, 'GET /second/key', [LOCAL, FROM_APP]);
      expect(refused.body).toContain('<Code>AccessDenied</Code>');
      expect(silent.size).toBe(0);
    } finally {
      await Promise.all([close(own), close(moto)]);
    }
  });
});
