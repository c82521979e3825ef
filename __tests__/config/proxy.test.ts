import { describe, expect, it } from '@jest/globals';
import { proxyFor } from '../../src/config/proxy';
import { UserError } from '../../src/config/user-error';

const PROXY = 'http://proxy.example:3128';
const AWS = 'https://sts.us-east-1.amazonaws.com/';

const proxy = (address: string, env: Record<string, string>): string | undefined =>
  proxyFor(new URL(address), env)?.href;

describe('the proxy of an address', () => {
  it.each([
    [AWS, { HTTPS_PROXY: PROXY }, `${PROXY}/`],
    [AWS, { https_proxy: PROXY }, `${PROXY}/`],
    [AWS, { HTTPS_PROXY: 'proxy.example:3128' }, `${PROXY}/`],
    [AWS, { HTTPS_PROXY: 'https://proxy.example' }, 'https://proxy.example/'],
    [AWS, { HTTP_PROXY: PROXY }, undefined],
    [AWS, { HTTPS_PROXY: ' ' }, undefined],
    ['http://mirror.example/', { HTTP_PROXY: PROXY }, `${PROXY}/`],
    ['http://mirror.example/', { http_proxy: PROXY }, `${PROXY}/`],
    ['http://mirror.example/', { HTTPS_PROXY: PROXY }, undefined],
  ])('%s with %j is %s', (address, env, expected) => {
    expect(proxy(address, env)).toBe(expected);
  });

  it.each([
    'http://localhost:4580/',
    'http://127.0.0.1:4580/',
    'https://127.1.2.3/',
    'http://[::1]:4580/',
    'http://images.dev.lego-api.com.cloudfront.localhost:4580/',
  ])('%s, which is this machine, is none', (address) => {
    expect(proxy(address, { HTTPS_PROXY: PROXY, HTTP_PROXY: PROXY })).toBeUndefined();
  });

  it.each([
    ['*', true],
    ['amazonaws.com', true],
    ['.amazonaws.com', true],
    ['*.amazonaws.com', true],
    ['other.example, AMAZONAWS.com', true],
    ['other.example amazonaws.com', true],
    ['sts.us-east-1.amazonaws.com:443', true],
    ['sts.us-east-1.amazonaws.com:8443', false],
    ['.sts.us-east-1.amazonaws.com', false],
    ['naws.com', false],
    ['', false],
    [',', false],
  ])('is none where NO_PROXY is "%s": %s', (exceptions, isDirect) => {
    const expected = isDirect ? undefined : `${PROXY}/`;
    expect(proxy(AWS, { HTTPS_PROXY: PROXY, NO_PROXY: exceptions })).toBe(expected);
    expect(proxy(AWS, { https_proxy: PROXY, no_proxy: exceptions })).toBe(expected);
  });

  it.each([
    ['https://10.1.2.3/', '10.0.0.0/8', true],
    ['https://11.1.2.3/', '10.0.0.0/8', false],
    ['https://10.1.2.3/', '10.1.2.3', true],
    ['https://10.1.2.3:8443/', '10.1.2.3:8443', true],
    ['https://10.1.2.3/', '10.1.2.3:8443', false],
    ['https://[fd00::1]/', 'fd00::/8', true],
    ['https://[fd00::1]/', 'fd00::1', true],
    ['https://[fd00::1]:8443/', '[fd00::1]:8443', true],
    ['https://[fd00::1]/', '[fd00::1]:8443', false],
    ['https://10.1.2.3/', 'fd00::/8', false],
    ['https://10.1.2.3/', '10.0.0.0/99', false],
  ])('of %s is none where NO_PROXY is %s: %s', (address, exceptions, isDirect) => {
    expect(proxy(address, { HTTPS_PROXY: PROXY, NO_PROXY: exceptions })).toBe(
      isDirect ? undefined : `${PROXY}/`,
    );
  });

  it.each(['socks5://me:secret@proxy.example', 'http://'])(
    'is refused where it is %s, without a word of the value',
    (value) => {
      expect(() => proxy(AWS, { HTTPS_PROXY: value })).toThrow(
        /^HTTPS_PROXY names no proxy: must be http:\/\/host:port or https:\/\/host:port\. Correct it, or unset it\.$/,
      );
    },
  );

  it('is refused where its name or password cannot be read, without showing them', () => {
    const read = (): unknown => proxy(AWS, { HTTPS_PROXY: 'http://me:50%@proxy.example:3128' });
    expect(read).toThrow(
      new UserError(
        'HTTPS_PROXY has a name or a password that cannot be read: % must be written as %25 there. Correct it, or unset it.',
      ),
    );
  });
});
