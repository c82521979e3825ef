import { describe, expect, it } from '@jest/globals';
import type { XmlElement } from '../../../../local/aws/cloudfront/xml';
import { withPolicy } from '../../../../local/aws/distribution/response-headers';

const cors = (origins: string[], changes: XmlElement = {}): XmlElement => ({
  CorsConfig: {
    AccessControlAllowOrigins: { Quantity: '1', Items: { Origin: origins } },
    AccessControlExposeHeaders: { Quantity: '1', Items: { Header: 'ETag' } },
    AccessControlAllowCredentials: 'false',
    OriginOverride: 'true',
    ...changes,
  },
});

describe('a policy’s CORS headers', () => {
  it('are those of a simple request, for an origin that it allows', () => {
    expect(withPolicy(cors(['https://app.example']), 'https://app.example', {})).toEqual({
      'access-control-allow-origin': 'https://app.example',
      'access-control-expose-headers': 'ETag',
    });
  });

  it.each([
    ['*', 'https://app.example', '*'],
    ['https://*.example', 'https://app.example', 'https://app.example'],
    ['*.example', 'http://app.example', 'http://app.example'],
    ['app.example', 'https://app.example', 'https://app.example'],
    ['https://app.example', 'http://app.example', undefined],
    ['https://app.example', 'https://app.example.evil', undefined],
    ['https://*.example', 'https://example', undefined],
    ['https://app.example', undefined, undefined],
  ])('of %s for the origin %s allow %s', (allowed, origin, expected) => {
    const headers = withPolicy(cors([allowed]), origin, {});
    expect(headers['access-control-allow-origin']).toBe(expected);
    if (expected === undefined) expect(headers).toEqual({});
  });

  it('allow credentials where the policy does', () => {
    const policy = cors(['https://app.example'], { AccessControlAllowCredentials: 'true' });
    expect(withPolicy(policy, 'https://app.example', {})).toMatchObject({
      'access-control-allow-credentials': 'true',
    });
  });

  it.each([
    ['true', 'https://app.example'],
    ['false', '*'],
  ])('replace the origin’s when OriginOverride is %s', (OriginOverride, expected) => {
    const policy = cors(['https://app.example'], { OriginOverride });
    const answered = { 'access-control-allow-origin': '*' };
    expect(withPolicy(policy, 'https://app.example', answered)).toMatchObject({
      'access-control-allow-origin': expected,
    });
  });
});

describe('a policy’s security headers', () => {
  const one = (SecurityHeadersConfig: XmlElement) =>
    withPolicy({ SecurityHeadersConfig }, undefined, {});

  it.each([
    [
      'StrictTransportSecurity',
      { AccessControlMaxAgeSec: '63072000', IncludeSubdomains: 'true', Preload: 'true' },
      'strict-transport-security',
      'max-age=63072000; includeSubDomains; preload',
    ],
    [
      'StrictTransportSecurity',
      { AccessControlMaxAgeSec: '60', IncludeSubdomains: 'false' },
      'strict-transport-security',
      'max-age=60',
    ],
    ['ContentTypeOptions', {}, 'x-content-type-options', 'nosniff'],
    ['FrameOptions', { FrameOption: 'DENY' }, 'x-frame-options', 'DENY'],
    ['ReferrerPolicy', { ReferrerPolicy: 'origin' }, 'referrer-policy', 'origin'],
    [
      'ContentSecurityPolicy',
      { ContentSecurityPolicy: "img-src 'self'" },
      'content-security-policy',
      "img-src 'self'",
    ],
    ['XSSProtection', { Protection: 'false' }, 'x-xss-protection', '0'],
    ['XSSProtection', { Protection: 'true' }, 'x-xss-protection', '1'],
    [
      'XSSProtection',
      { Protection: 'true', ModeBlock: 'true' },
      'x-xss-protection',
      '1; mode=block',
    ],
    [
      'XSSProtection',
      { Protection: 'true', ReportUri: 'https://report.example' },
      'x-xss-protection',
      '1; report=https://report.example',
    ],
  ])('of %s %j are %s: %s', (element, settings, name, value) => {
    expect(one({ [element]: { ...settings, Override: 'true' } })).toEqual({ [name]: value });
  });

  it('replace the origin’s only where they override it', () => {
    const policy = (Override: string) => ({
      SecurityHeadersConfig: { FrameOptions: { FrameOption: 'DENY', Override } },
    });
    const answered = { 'x-frame-options': 'SAMEORIGIN' };
    expect(withPolicy(policy('false'), undefined, answered)).toEqual(answered);
    expect(withPolicy(policy('true'), undefined, answered)).toEqual({ 'x-frame-options': 'DENY' });
  });
});

it('a policy removes headers before it adds its own', () => {
  const custom = (Header: string, Value: string, Override: string) => ({ Header, Value, Override });
  const policy = {
    RemoveHeadersConfig: {
      Quantity: '2',
      Items: { ResponseHeadersPolicyRemoveHeader: [{ Header: 'ETag' }, { Header: 'X-One' }] },
    },
    CustomHeadersConfig: {
      Quantity: '3',
      Items: {
        ResponseHeadersPolicyCustomHeader: [
          custom('X-One', 'new', 'false'),
          custom('X-Two', 'new', 'false'),
          custom('X-Three', 'new', 'true'),
        ],
      },
    },
  };
  const answered = { etag: '"e"', 'x-one': 'old', 'x-two': 'old', 'x-three': 'old', server: 's' };
  expect(withPolicy(policy, undefined, answered)).toEqual({
    'x-one': 'new',
    'x-two': 'old',
    'x-three': 'new',
    server: 's',
  });
});
