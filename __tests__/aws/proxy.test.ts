import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it, jest } from '@jest/globals';
import type { Environment } from '../../src/config/environment';
import { sendRequest } from '../../src/aws/send-request';
import { awsClients } from '../../src/aws/clients';
import { StateBackend } from '../../src/terraform/state/state-backend';
import { isReachable } from '../../src/terraform/reachable';
import { TEST_CERTIFICATE } from '../support/certificates';
import { config } from '../support/config';
import { failureOf } from '../support/failure-of';
import { IDENTITY, listen, proxyTo, secureServer } from '../support/proxy';
import { temporaryDirectory, write } from '../support/temporary';

const STS = { what: 'CONNECT sts.us-east-1.amazonaws.com:443', login: undefined };

const keys = (): Environment => ({
  AWS_ACCESS_KEY_ID: 'a',
  AWS_SECRET_ACCESS_KEY: 'b',
  AWS_CA_BUNDLE: write(temporaryDirectory(), 'ca.pem', TEST_CERTIFICATE),
});

const account = (env: Environment): Promise<string> =>
  new StateBackend(config.shared, awsClients('us-east-1', env), env).account();

const sts = (): Promise<number> => secureServer((_, response) => response.end(IDENTITY));

describe('AWS', () => {
  it.each(['HTTPS_PROXY', 'https_proxy'])('is asked through %s', async (name) => {
    const proxy = await proxyTo(await sts());
    expect(await account({ ...keys(), [name]: proxy.url })).toBe('111122223333');
    expect(proxy.calls).toEqual([STS]);
  });

  it('is asked through a proxy that wants a name and a password', async () => {
    const proxy = await proxyTo(await sts());
    const url = proxy.url.replace('http://', 'http://me:se%40cret@');
    await account({ ...keys(), HTTPS_PROXY: url });
    // me:se@cret
    expect(proxy.calls).toEqual([{ ...STS, login: 'Basic bWU6c2VAY3JldA==' }]);
  });

  it('gives the keys of a profile of `aws sso login` through it', async () => {
    const home = temporaryDirectory();
    const startUrl = 'https://us.awsapps.com/start';
    const config = `[profile sso]
sso_start_url = ${startUrl}
sso_region = eu-west-1
sso_account_id = 111122223333
sso_role_name = deploy
`;
    const token = { accessToken: 'a', expiresAt: '2999-01-01T00:00:00Z' };
    const name = createHash('sha1').update(startUrl).digest('hex');
    write(home, `.aws/sso/cache/${name}.json`, JSON.stringify(token));
    const AWS_CONFIG_FILE = write(home, 'config', config);
    const proxy = await proxyTo(await sts(), 403);
    const { AWS_CA_BUNDLE } = keys();
    const variables = { HOME: home, AWS_CONFIG_FILE, AWS_PROFILE: 'sso' };
    const environment = jest.replaceProperty(process, 'env', variables);
    await account({ ...variables, AWS_CA_BUNDLE, HTTPS_PROXY: proxy.url }).catch(() => undefined);
    environment.restore();
    const what = 'CONNECT portal.sso.eu-west-1.amazonaws.com:443';
    expect(proxy.calls).toContainEqual({ ...STS, what });
  });

  it('is asked directly where NO_PROXY says so', async () => {
    const proxy = await proxyTo(await sts());
    const env = { ...keys(), HTTPS_PROXY: proxy.url, NO_PROXY: 'amazonaws.com' };
    await account(env).catch(() => undefined);
    expect(proxy.calls).toEqual([]);
  });

  it('is never asked through a proxy where it is on this machine', async () => {
    const port = await listen(createServer((_, response) => response.end(IDENTITY)));
    const proxy = await proxyTo(port);
    const AWS_ENDPOINT_URL = `http://127.0.0.1:${port}`;
    const env = { ...keys(), AWS_ENDPOINT_URL, HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url };
    expect(await account(env)).toBe('111122223333');
    const secure = `https://localhost:${await sts()}`;
    expect(await account({ ...env, AWS_ENDPOINT_URL: secure })).toBe('111122223333');
    expect(proxy.calls).toEqual([]);
  });

  it.each([
    [403, '403 No'],
    [407, '407 name and password are wrong or missing'],
  ])('says in a line that the proxy answers %i', async (status, reason) => {
    const proxy = await proxyTo(0, status);
    expect(await failureOf(account({ ...keys(), HTTPS_PROXY: proxy.url }))).toBe(
      `UserError: The proxy ${proxy.url.replace('http://', '')} refuses a connection to sts.us-east-1.amazonaws.com:443: ${reason}. Correct HTTPS_PROXY, or except the host in NO_PROXY.`,
    );
  });

  it('says in a line that the certificate of the proxy itself is not trusted', async () => {
    const port = await secureServer((_, response) => response.end());
    const env = { ...keys(), HTTPS_PROXY: `https://127.0.0.1:${port}` };
    expect(await failureOf(account(env))).toMatch(
      /^UserError: The certificate of the proxy 127\.0\.0\.1:\d+ is signed by nobody .* in NODE_EXTRA_CA_CERTS\.$/,
    );
  });

  it('says in a line that the proxy is not there', async () => {
    const env = { ...keys(), HTTPS_PROXY: 'http://me:secret@127.0.0.1:1' };
    expect(await failureOf(account(env))).toBe(
      'UserError: The proxy 127.0.0.1:1 cannot be reached (ECONNREFUSED). Correct HTTPS_PROXY, or unset it.',
    );
  });

  it('is verified by the certificates of AWS_CA_BUNDLE, and not without', async () => {
    const proxy = await proxyTo(await sts());
    const env = { ...keys(), AWS_CA_BUNDLE: '', HTTPS_PROXY: proxy.url };
    const { sts: client } = awsClients('us-east-1', env);
    await expect(client.send(new GetCallerIdentityCommand({}))).rejects.toThrow(
      'self-signed certificate',
    );
  });

  it('is not asked where AWS_CA_BUNDLE cannot be read', () => {
    expect(() => awsClients('us-east-1', { AWS_CA_BUNDLE: '/nowhere/ca.pem' })).toThrow(
      'AWS_CA_BUNDLE = "/nowhere/ca.pem" cannot be read (ENOENT): must be a file of certificates (PEM). Correct it, or unset it.',
    );
  });
});

describe('a request', () => {
  it('of plain HTTP tells the proxy the whole address', async () => {
    const proxy = await proxyTo(0);
    const env = { HTTP_PROXY: proxy.url };
    const answer = await sendRequest('http://mirror.example:8080/a?b=c', { env });
    expect(await answer.text()).toBe('plain mirror.example:8080');
    expect(proxy.calls).toEqual([
      { what: 'GET http://mirror.example:8080/a?b=c', login: undefined },
    ]);
  });

  it('fails when nothing comes for as long as it waits', async () => {
    const port = await listen(createServer(() => undefined));
    await expect(
      sendRequest(`http://127.0.0.1:${port}/`, { timeout: 50, env: {} }),
    ).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });
});

describe('the registry', () => {
  it('is within reach where the proxy connects to it', async () => {
    const proxy = await proxyTo(await sts());
    expect(await isReachable('registry.example', { HTTPS_PROXY: proxy.url })).toBe(true);
    expect(proxy.calls).toEqual([{ what: 'CONNECT registry.example:443', login: undefined }]);
  });

  it('is out of reach where the proxy refuses it, or is not there', async () => {
    const proxy = await proxyTo(0, 403);
    expect(await isReachable('registry.example', { HTTPS_PROXY: proxy.url })).toBe(false);
    expect(await isReachable('registry.example', { HTTPS_PROXY: '127.0.0.1:1' })).toBe(false);
  });
});
