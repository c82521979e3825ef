import {
  DeleteDistributionCommand,
  GetDistributionConfigCommand,
  UpdateDistributionCommand,
  type DistributionConfig,
} from '@aws-sdk/client-cloudfront';
import { beforeEach, describe, expect, it } from '@jest/globals';
import {
  allowDistribution,
  bucketOrigin,
  startDistributions,
  type DistributionHarness,
} from './distribution-harness';
import { signedAs } from '../harness';

let aws: DistributionHarness;

beforeEach(async () => {
  aws = await startDistributions();
  aws.objects['pics/a.png'] = { body: 'a picture' };
});

/** Changes the distribution's configuration. @returns its ETag. */
async function update(
  Id: string,
  changed: (config: Partial<DistributionConfig>) => object,
): Promise<string | undefined> {
  const { DistributionConfig: config = {}, ETag } = await aws.client.send(
    new GetDistributionConfigCommand({ Id }),
  );
  const DistributionConfig = { ...config, ...changed(config) } as DistributionConfig;
  const input = { Id, IfMatch: ETag, DistributionConfig };
  return (await aws.client.send(new UpdateDistributionCommand(input))).ETag;
}

const items = <T>(...Items: T[]) => ({ Quantity: Items.length, Items });

/** A page of CloudFront's own. */
const page = (why: string): unknown =>
  expect.objectContaining({
    status: 403,
    headers: expect.objectContaining({
      server: 'CloudFront',
      'content-type': 'text/html',
      'x-cache': 'Error from cloudfront',
    }),
    text: `<!DOCTYPE html>\n<title>403 Forbidden</title>\n<h1>The request could not be satisfied.</h1>\n<p>${why}</p>\n`,
  });

describe('a distribution', () => {
  it.each(['cloudfront.localhost', 'cloudfront.localhost:4580', 'cloudfront.net'])(
    'serves an object of its bucket at <id>.%s',
    async (domain) => {
      const id = await aws.create();
      const host = `${id.toLowerCase()}.${domain}`;
      const { status, headers, text } = await aws.view(id, '/a.png', { host });
      expect({ status, text }).toEqual({ status: 200, text: 'a picture' });
      expect(headers).toMatchObject({
        'content-type': 'image/png',
        'content-length': '9',
        server: 'AmazonS3',
        'x-cache': 'Miss from cloudfront',
        'x-amz-cf-pop': 'LOCAL1-C1',
        'x-amz-cf-id': expect.stringMatching(/^[\w-]{54}==$/),
        via: expect.stringMatching(/^1\.1 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/),
      });
      expect(headers).not.toHaveProperty('age');
    },
  );

  it('serves at its alias below .cloudfront.localhost, which no page can own', async () => {
    const id = await aws.create();
    await update(id, () => ({
      Aliases: items('Images.example'),
      ViewerCertificate: { IAMCertificateId: 'certificate', SSLSupportMethod: 'sni-only' },
    }));
    const host = 'images.example.cloudfront.localhost:4580';
    expect((await aws.view(id, '/a.png', { host })).text).toBe('a picture');
    expect((await aws.view(id, '/a.png', { host: 'images.example' })).status).toBe(403);
    expect(aws.asked).toHaveLength(1);
  });

  it('answers HEAD without the body', async () => {
    const id = await aws.create();
    const { status, headers, text } = await aws.view(id, '/a.png', { method: 'HEAD' });
    expect({ status, length: headers['content-length'], text }).toEqual({
      status: 200,
      length: '9',
      text: '',
    });
  });

  it('passes on to its bucket nothing but the path', async () => {
    const id = await aws.create();
    const headers = {
      cookie: 'a=1',
      authorization: 'Bearer token',
      'x-amz-copy-source': '/other/key',
      range: 'bytes=0-1',
    };
    await aws.view(id, '/a.png?acl&versionId=1', { headers });
    expect(aws.asked).toEqual([
      {
        line: 'GET /pics/a.png',
        headers: {
          authorization: expect.stringContaining('/us-east-1/s3/aws4_request'),
          connection: 'close',
          'content-length': '0',
          host: expect.stringMatching(/^127\.0\.0\.1:\d+$/),
          'x-local-aws-moto-token': 'of moto',
          'x-moto-account-id': '123456789012',
        },
      },
    ]);
  });

  it('lets nobody through to another service, or to its bucket', async () => {
    const id = await aws.create();
    const signed = (service: string) => ({ authorization: signedAs(service) });
    for (const service of ['cloudfront', 's3', 'sqs']) {
      const answer = await aws.view(id, '/2020-05-31/distribution', { headers: signed(service) });
      expect(answer.status).toBe(403);
      expect(answer.text).toContain('<Code>AccessDenied</Code>');
    }
    for (const path of ['/', '/?list-type=2', '/_local/instance', '/moto-api/data.json']) {
      expect((await aws.view(id, path)).status).toBe(403);
    }
    expect(aws.asked.map(({ line }) => line)).toEqual([
      'GET /pics/2020-05-31/distribution',
      'GET /pics/_local/instance',
      'GET /pics/moto-api/data.json',
    ]);
  });

  it.each(['/../secrets/key', '/a/./b', '/%2e%2E/secrets/key', '/a%2f..%2fb', '/..'])(
    'refuses the path %s, which leads out of itself',
    async (path) => {
      const id = await aws.create();
      expect((await aws.view(id, path)).status).toBe(400);
      expect(aws.asked).toEqual([]);
    },
  );

  it('reads keys as they are encoded', async () => {
    aws.objects['pics/a b/ü+.png'] = { body: 'encoded' };
    const id = await aws.create();
    expect((await aws.view(id, '/a%20b/%C3%BC+.png')).text).toBe('encoded');
  });

  it('refuses the methods that it is not configured to allow', async () => {
    const id = await aws.create();
    for (const method of ['POST', 'OPTIONS', 'DELETE']) {
      expect(await aws.view(id, '/a.png', { method })).toEqual(
        page(
          'This distribution is not configured to allow the HTTP request method that was used for this request.',
        ),
      );
    }
  });

  it('refuses a GET with a body', async () => {
    const id = await aws.create();
    expect(await aws.view(id, '/a.png', { headers: { 'content-length': '1' }, body: 'x' })).toEqual(
      page('A GET request has no body.'),
    );
  });

  it('serves its default root object at /', async () => {
    aws.objects['pics/index.html'] = { body: 'the root' };
    const id = await aws.create({ DefaultRootObject: 'index.html' });
    expect((await aws.view(id, '/')).text).toBe('the root');
  });

  it('serves its origin’s path', async () => {
    aws.objects['pics/public/a.png'] = { body: 'below the path' };
    const id = await aws.create();
    await update(id, ({ Origins }) => ({
      Origins: items({ ...Origins?.Items?.[0], OriginPath: '/public' }),
    }));
    expect((await aws.view(id, '/a.png')).text).toBe('below the path');
  });

  it('takes the first behavior whose pattern has the path', async () => {
    const id = await aws.create();
    const buckets = ['pics', 'one', 'many'];
    for (const bucket of buckets) {
      aws.policies[bucket] = { Statement: [allowDistribution(id, bucket)] };
      for (const key of ['img/7.png', 'img/77.png', 'IMG/7.png', 'img/deep/7.png', 'x.png']) {
        aws.objects[`${bucket}/${key}`] = { body: bucket };
      }
    }
    await update(id, ({ Origins, DefaultCacheBehavior }) => {
      const accessControl = Origins?.Items?.[0]?.OriginAccessControlId;
      const to = { ...DefaultCacheBehavior };
      return {
        Origins: items(...buckets.map((bucket) => bucketOrigin(bucket, accessControl))),
        CacheBehaviors: items(
          { ...to, TargetOriginId: 'one', PathPattern: 'img/?.png' },
          { ...to, TargetOriginId: 'many', PathPattern: '/img/*' },
        ),
      };
    });
    const served: Record<string, string> = {};
    for (const path of ['/img/7.png', '/img/77.png', '/img/deep/7.png', '/IMG/7.png', '/x.png']) {
      served[path] = (await aws.view(id, path)).text;
    }
    expect(served).toEqual({
      '/img/7.png': 'one',
      '/img/77.png': 'many',
      '/img/deep/7.png': 'many',
      '/IMG/7.png': 'pics',
      '/x.png': 'pics',
    });
  });

  it('answers 403 once it is disabled, and once it is deleted', async () => {
    const id = await aws.create();
    const gone = page('There is no enabled distribution at this domain.');
    const disabled = await update(id, () => ({ Enabled: false }));
    expect(await aws.view(id, '/a.png')).toEqual(gone);
    await aws.client.send(new DeleteDistributionCommand({ Id: id, IfMatch: disabled }));
    expect(await aws.view(id, '/a.png')).toEqual(gone);
    expect(await aws.view('e0unknown', '/a.png')).toEqual(gone);
  });

  const group = {
    Id: 'pics',
    FailoverCriteria: { StatusCodes: items(500) },
    Members: items({ OriginId: 'a' }, { OriginId: 'b' }),
  };
  const website = { Id: 'pics', DomainName: 'pics.s3-website-us-east-1.amazonaws.com' };
  const byIdentity = {
    ...bucketOrigin('pics'),
    S3OriginConfig: { OriginAccessIdentity: 'origin-access-identity/cloudfront/E1' },
  };
  const notFound = { ErrorCode: 404, ResponsePagePath: '/404.html', ResponseCode: '404' };
  const FunctionARN = 'arn:aws:cloudfront::111122223333:function/f';
  const atEdge = { LambdaFunctionARN: `${FunctionARN}:1`, EventType: 'origin-request' };
  it.each<[string, object, object?, object?]>([
    [
      'CloudFront functions',
      {},
      { FunctionAssociations: items({ FunctionARN, EventType: 'viewer-request' }) },
    ],
    ['Lambda@Edge functions', {}, { LambdaFunctionAssociations: items(atEdge) }],
    ['signed URLs or cookies', {}, { TrustedKeyGroups: { Enabled: true, ...items('group') } }],
    ['a behavior that has no cache policy', {}, { CachePolicyId: '' }],
    ['an origin request policy', {}, { OriginRequestPolicyId: 'policy' }],
    [
      'headers or cookies in the key of its cache',
      {},
      {},
      { cacheKey: { CookiesConfig: { CookieBehavior: 'all' } } },
    ],
    [
      'headers or cookies in the key of its cache',
      {},
      {},
      { cacheKey: { HeadersConfig: { HeaderBehavior: 'whitelist', Headers: items('a') } } },
    ],
    ['compression', {}, {}, { cacheKey: { EnableAcceptEncodingGzip: true } }],
    ['compression', {}, {}, { cacheKey: { EnableAcceptEncodingBrotli: true } }],
    [
      'Server-Timing headers',
      {},
      {},
      { headers: { ServerTimingHeadersConfig: { Enabled: true, SamplingRate: 100 } } },
    ],
    ['pages of its own for errors', { CustomErrorResponses: items(notFound) }],
    ['an origin that is no S3 bucket', { Origins: items(website) }],
    ['an origin that has no access control which always signs', { Origins: items(byIdentity) }],
    [
      'an origin group',
      { Origins: items(bucketOrigin('a'), bucketOrigin('b')), OriginGroups: items(group) },
    ],
  ])('says that it is not served with %s', async (what, ...made) => {
    const id = await aws.create(...made);
    const { status, text } = await aws.view(id, '/a.png');
    expect({ status, text }).toEqual({
      status: 501,
      text: expect.stringContaining(`The local AWS serves no distribution with ${what}.`),
    });
    expect(aws.asked).toEqual([]);
  });
});

describe('the bucket’s policy', () => {
  const denied = async (id: string, path = '/a.png'): Promise<void> => {
    const { status, headers, text } = await aws.view(id, path);
    expect(status).toBe(403);
    expect(headers).toMatchObject({
      'content-type': 'application/xml',
      server: 'AmazonS3',
      'x-cache': 'Error from cloudfront',
    });
    expect(text).toContain('<Error><Code>AccessDenied</Code><Message>Access Denied</Message>');
  };

  it('lets nobody in for another distribution', async () => {
    await aws.create();
    await denied(await aws.create());
  });

  it('lets a distribution in as that of its own account', async () => {
    const id = await aws.create();
    const { Condition: _, ...statement } = allowDistribution(id);
    const forAccount = (account: string) => ({
      Statement: [{ ...statement, Condition: { StringEquals: { 'aws:SourceAccount': account } } }],
    });
    aws.policies.pics = forAccount('444455556666');
    await denied(id);
    aws.policies.pics = forAccount('111122223333');
    expect((await aws.view(id, '/a.png?')).status).toBe(403);
    aws.advance(10_000);
    expect((await aws.view(id, '/a.png')).status).toBe(200);
  });

  it('may ask for TLS 1.2: the distribution comes by TLS', async () => {
    const id = await aws.create();
    const deny = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::pics/*',
    };
    const plain = { ...deny, Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
    const old = { ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': '1.2' } } };
    aws.policies.pics = { Statement: [plain, old, allowDistribution(id)] };
    expect((await aws.view(id, '/a.png')).status).toBe(200);
    const future = { ...deny, Condition: { NumericLessThan: { 's3:TlsVersion': '1.4' } } };
    aws.policies.pics = { Statement: [future, allowDistribution(id)] };
    await denied(id, '/b.png');
  });

  it('makes a missing object 403, and 404 once it lets the distribution list', async () => {
    const id = await aws.create();
    await denied(id, '/missing.png');
    const list = {
      ...allowDistribution(id),
      Action: 's3:ListBucket',
      Resource: 'arn:aws:s3:::pics',
    };
    aws.policies.pics = { Statement: [allowDistribution(id), list] };
    const { status, headers, text } = await aws.view(id, '/other.png');
    expect({ status, cache: headers['x-cache'], text }).toEqual({
      status: 404,
      cache: 'Error from cloudfront',
      text: '<Error><Code>NoSuchKey</Code></Error>',
    });
  });

  it('that is not evaluated is said to be so, and not kept', async () => {
    const id = await aws.create();
    const condition = { Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } };
    aws.policies.pics = { Statement: [{ ...allowDistribution(id), ...condition }] };
    const { status, text } = await aws.view(id, '/a.png');
    expect(status).toBe(501);
    expect(text).toContain('the condition operator IpAddress is not evaluated by the local AWS');
    aws.policies.pics = { Statement: [allowDistribution(id)] };
    expect((await aws.view(id, '/a.png')).status).toBe(200);
  });
});

describe('a distribution’s metrics', () => {
  const rows = () =>
    aws.metrics.map(({ metricName, value, unit }) => `${metricName} ${value} ${unit}`);

  it('count a request, its bytes and whether it failed', async () => {
    const id = await aws.create();
    await aws.view(id, '/a.png');
    expect(rows()).toEqual([
      'Requests 1 None',
      'BytesDownloaded 9 None',
      '4xxErrorRate 0 Percent',
      '5xxErrorRate 0 Percent',
      'TotalErrorRate 0 Percent',
    ]);
    expect(aws.metrics[0]).toMatchObject({
      namespace: 'AWS/CloudFront',
      dimensions: { DistributionId: id, Region: 'Global' },
    });
    aws.metrics.length = 0;
    await aws.view(id, '/missing.png', { method: 'HEAD' });
    expect(rows()).toEqual([
      'Requests 1 None',
      'BytesDownloaded 0 None',
      '4xxErrorRate 100 Percent',
      '5xxErrorRate 0 Percent',
      'TotalErrorRate 100 Percent',
    ]);
  });
});
