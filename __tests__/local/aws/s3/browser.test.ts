import type { RequestListener } from 'node:http';
import { text } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { beforeEach, expect, it } from '@jest/globals';
import { describeInChromium } from '../../../support/chromium';
import { s3Client, startGateway, type Harness } from '../harness';
import { startPageServer, type PageServer } from '../page-server';
import { NOW, signedFields } from './s3-harness';

/** What the page's script saw of its uploads: a status and an ETag, or the name of an error. */
type Seen = Record<'put' | 'otherType' | 'post', readonly (number | string | null)[]>;

/** Uploads by a presigned URL, by the same with another type, and by a form, and tells the page's server. */
const SCRIPT = `
  const attempt = async (url, init) => {
    try {
      const answer = await fetch(url, init);
      return [answer.status, answer.headers.get('etag')];
    } catch (error) {
      return [error.name];
    }
  };
  const put = (type) =>
    attempt(uploads.url, { method: 'PUT', headers: { 'Content-Type': type }, body: 'from a page' });
  const form = new FormData();
  for (const [name, value] of Object.entries(uploads.fields)) form.append(name, value);
  form.append('file', new File(['from a form'], 'a.png', { type: 'image/png' }));
  (async () => {
    const seen = {
      put: await put('image/png'),
      otherType: await put('text/html'),
      post: await attempt(uploads.bucket, { method: 'POST', body: form }),
    };
    await fetch('/seen', { method: 'POST', body: JSON.stringify(seen) });
  })();
`;

describeInChromium('a page', () => {
  let gateway: Harness;
  let app: PageServer<Seen>;
  let rules: string;
  let received: string[];

  beforeEach(async () => {
    received = [];
    gateway = await startGateway(moto);
    app = await startPageServer();
  });

  /** The bucket `pics` with its CORS rules; it keeps what comes. */
  const moto: RequestListener = (request, response) => {
    const { method = '', url = '' } = request;
    if (method === 'GET') {
      response.writeHead(url === '/pics?cors' ? 200 : 404).end(rules);
      return;
    }
    void text(request).then((body) => {
      received.push(`${method} ${new URL(url, 'http://moto').pathname}: ${body}`);
      response.writeHead(200, { etag: '"made"' }).end();
    });
  };

  const allow = (allowed: string): void => {
    rules = `<CORSConfiguration><CORSRule><AllowedHeader>content-type</AllowedHeader><AllowedMethod>PUT</AllowedMethod><AllowedMethod>POST</AllowedMethod><AllowedOrigin>${allowed}</AllowedOrigin><ExposeHeader>ETag</ExposeHeader></CORSRule></CORSConfiguration>`;
  };

  /** Opens the page in a browser of its own, until its script has told what it saw. */
  async function open(): Promise<Seen> {
    const command = new PutObjectCommand({
      Bucket: 'pics',
      Key: 'uploads/put.png',
      ContentType: 'image/png',
    });
    const client = s3Client(gateway);
    // The presigner's own type allows no optional properties as strict as this project's.
    const url = await getSignedUrl(client, command as Parameters<typeof getSignedUrl>[1], {
      signingDate: NOW,
      signableHeaders: new Set(['content-type']),
    });
    const fields = {
      key: 'uploads/post.png',
      ...signedFields({
        expiration: '2030-01-01T00:10:00Z',
        conditions: [
          { bucket: 'pics' },
          { key: 'uploads/post.png' },
          ...['algorithm', 'credential', 'date'].map((name) => [
            'starts-with',
            `$x-amz-${name}`,
            '',
          ]),
        ],
      }),
    };
    const uploads = JSON.stringify({ url, bucket: `${gateway.url}/pics`, fields });
    return app.open(`const uploads = ${uploads};${SCRIPT}`);
  }

  it('of an allowed origin uploads by a presigned URL and by a form, and reads what S3 says', async () => {
    allow(app.origin);
    expect(await open()).toEqual({
      put: [200, '"made"'],
      otherType: [403, null],
      post: [204, '"made"'],
    });
    expect(received).toEqual([
      'PUT /pics/uploads/put.png: from a page',
      'PUT /pics/uploads%2Fpost.png: from a form',
    ]);
  }, 90_000);

  it('of another origin uploads nothing', async () => {
    allow('https://app.example');
    expect(await open()).toEqual({
      put: ['TypeError'],
      otherType: ['TypeError'],
      post: ['TypeError'],
    });
    expect(received).toEqual([]);
  }, 90_000);
});
