import { CreateCachePolicyCommand, ListCachePoliciesCommand } from '@aws-sdk/client-cloudfront';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { startGateway, type Harness, signedAs } from './harness';

const AUTHORIZATION = signedAs('cloudfront');

let gateway: Harness;

beforeEach(async () => {
  gateway = await startGateway();
});

function call(method: string, path: string, body?: string): Promise<Response> {
  return fetch(`${gateway.url}/2020-05-31/${path}`, {
    method,
    headers: { authorization: AUTHORIZATION },
    ...(body !== undefined && { body }),
  });
}

describe('a body that is not what the operation takes', () => {
  it.each([
    ['is not XML', 'hello', 'not well-formed'],
    ['is empty', '', 'not well-formed'],
    ['is cut off', '<CachePolicyConfig><Name>one</Name>', 'not well-formed'],
    [
      'has another root',
      '<OtherConfig><Name>one</Name></OtherConfig>',
      'root must be CachePolicyConfig, not OtherConfig',
    ],
    [
      'lacks an element',
      '<CachePolicyConfig><Name>one</Name></CachePolicyConfig>',
      'CachePolicyConfig is missing MinTTL',
    ],
    [
      'has a quantity that is no number',
      '<CachePolicyConfig><Name>one</Name><MinTTL>0</MinTTL><Headers><Quantity>x</Quantity></Headers></CachePolicyConfig>',
      'Quantity of CachePolicyConfig.Headers must be a whole number',
    ],
  ])('is refused when it %s', async (_what, body, message) => {
    const answer = await call('POST', 'cache-policy', body);
    const xml = await answer.text();
    expect(answer.status).toBe(400);
    expect(xml).toContain('<Type>Sender</Type><Code>MalformedXML</Code>');
    expect(xml).toContain(message);
    const id = answer.headers.get('x-amzn-requestid') ?? 'none';
    expect(xml).toContain(`<RequestId>${id}</RequestId>`);
  });
});

describe('a value that is not of its enumeration', () => {
  const distribution = (changes: string): string =>
    `<DistributionConfig><CallerReference>1</CallerReference><Comment/><Enabled>true</Enabled><Origins><Quantity>0</Quantity></Origins>${changes}</DistributionConfig>`;
  const behavior = (changes: string): string =>
    distribution(
      `<DefaultCacheBehavior><TargetOriginId>a</TargetOriginId>${changes}</DefaultCacheBehavior>`,
    );

  it.each([
    [
      'distribution',
      behavior('<ViewerProtocolPolicy>https</ViewerProtocolPolicy>'),
      "Value 'https' at 'distributionConfig.defaultCacheBehavior.viewerProtocolPolicy' failed to satisfy constraint: Member must satisfy enum value set: [allow-all, https-only, redirect-to-https]",
    ],
    [
      'distribution',
      behavior('').replace('<Comment/>', '<Comment/><PriceClass>PriceClass100</PriceClass>'),
      "Value 'PriceClass100' at 'distributionConfig.priceClass'",
    ],
    [
      'distribution',
      behavior(
        '<AllowedMethods><Quantity>2</Quantity><Items><Method>GET</Method><Method>ALL</Method></Items></AllowedMethods>',
      ),
      "Value 'ALL' at 'distributionConfig.defaultCacheBehavior.allowedMethods.items.method'",
    ],
    [
      'distribution',
      behavior('').replace(
        '<Comment/>',
        '<Comment/><ViewerCertificate><MinimumProtocolVersion>TLSv1.2</MinimumProtocolVersion></ViewerCertificate>',
      ),
      "Value 'TLSv1.2' at 'distributionConfig.viewerCertificate.minimumProtocolVersion'",
    ],
    [
      'cache-policy',
      '<CachePolicyConfig><Name>one</Name><MinTTL>0</MinTTL><ParametersInCacheKeyAndForwardedToOrigin><HeadersConfig><HeaderBehavior>allViewer</HeaderBehavior></HeadersConfig></ParametersInCacheKeyAndForwardedToOrigin></CachePolicyConfig>',
      "Value 'allViewer'",
    ],
    [
      'response-headers-policy',
      '<ResponseHeadersPolicyConfig><Name>one</Name><SecurityHeadersConfig><ReferrerPolicy><ReferrerPolicy>never</ReferrerPolicy></ReferrerPolicy></SecurityHeadersConfig></ResponseHeadersPolicyConfig>',
      "Value 'never'",
    ],
    [
      'origin-access-control',
      '<OriginAccessControlConfig><Name>one</Name><SigningProtocol>sigv2</SigningProtocol><SigningBehavior>always</SigningBehavior><OriginAccessControlOriginType>s3</OriginAccessControlOriginType></OriginAccessControlConfig>',
      "Value 'sigv2'",
    ],
  ])('is refused in a %s', async (path, body, message) => {
    const answer = await call('POST', path, body);
    const xml = await answer.text();
    expect(answer.status).toBe(400);
    expect(xml).toContain('<Code>MalformedXML</Code>');
    expect(xml.replaceAll('&apos;', "'")).toContain(message);
  });
});

describe('a request', () => {
  it('may be laid out over lines', async () => {
    const body = `<?xml version="1.0"?>
      <CachePolicyConfig xmlns="http://cloudfront.amazonaws.com/doc/2020-05-31/">
        <Name>one</Name>
        <Comment> spaces kept </Comment>
        <MinTTL>007</MinTTL>
      </CachePolicyConfig>`;
    const xml = await (await call('POST', 'cache-policy', body)).text();
    expect(xml).toContain(
      '<Name>one</Name><Comment> spaces kept </Comment><MinTTL>007</MinTTL><DefaultTTL>86400</DefaultTTL>',
    );
  });

  it('is answered with what there is when its operation is unknown', async () => {
    const answer = await call('GET', 'field-level-encryption');
    expect(answer.status).toBe(501);
    expect(await answer.text()).toContain(
      'has no GET field-level-encryption; its resource types are distribution',
    );
  });
});

describe('resources', () => {
  it('are in a snapshot', async () => {
    const CachePolicyConfig = { Name: 'one', MinTTL: 0 };
    const made = await gateway
      .cloudFront()
      .send(new CreateCachePolicyCommand({ CachePolicyConfig }));
    await gateway.restore();
    const { CachePolicyList } = await gateway
      .cloudFront()
      .send(new ListCachePoliciesCommand({ Type: 'custom' }));
    expect(CachePolicyList?.Items?.map((item) => item.CachePolicy?.Id)).toEqual([
      made.CachePolicy?.Id,
    ]);
  });
});
