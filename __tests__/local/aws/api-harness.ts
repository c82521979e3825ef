import { createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { expect } from '@jest/globals';
import {
  exportJWK,
  generateKeyPair,
  SignJWT,
  type JWTHeaderParameters,
  type JWTPayload,
  type KeyLike,
} from 'jose';
import type { GatewayProps } from '../../../local/aws/gateway';
import { close, listen, startGateway, type Harness } from './harness';

const AUDIENCE = 'images';

/** moto's answers by `account/region/path`; another path is not found. */
export type Apis = Record<string, unknown>;

export interface Answer {
  readonly status: number | undefined;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** What a call to an API may have besides its method and path. */
export interface CallOptions {
  readonly headers?: Record<string, string>;
  /** @default the host of the API abc123 */
  readonly host?: string;
  readonly body?: string;
}

/** A token issuer whose tokens the APIs of `apiAt` take. */
export interface Issuer {
  readonly url: string;
  /** A token valid for an hour of the gateway's clock. */
  token(
    claims?: JWTPayload,
    signer?: KeyLike,
    header?: { alg?: string; kid?: string | undefined },
  ): Promise<string>;
  bearer(claims?: JWTPayload): Promise<Record<string, string>>;
  /** Replaces the issuer's key, and the place where it is found. */
  rotate(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts an issuer with its discovery document and its keys. */
export async function startIssuer(): Promise<Issuer> {
  const newKey = async (kid: string) => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'RS256' } };
  };
  let key = await newKey('one');
  const server: Server = createServer((request, response) => {
    const discovery = { issuer: url, jwks_uri: `${url}/${key.kid}` };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(request.url === `/${key.kid}` ? { keys: [key.jwk] } : discovery));
  });
  const url = await listen(server);
  const token: Issuer['token'] = (claims = {}, signer = key.privateKey, header = {}) => {
    const now = Date.parse('2030-01-01T00:00:00Z') / 1000;
    const payload = { iss: url, aud: AUDIENCE, iat: now, exp: now + 3600, ...claims };
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'RS256', kid: key.kid, ...header } as JWTHeaderParameters)
      .sign(signer);
  };
  return {
    url,
    token,
    bearer: async (claims) => ({ authorization: `Bearer ${await token(claims)}` }),
    rotate: async () => {
      key = await newKey('two');
    },
    stop: () => close(server),
  };
}

/** Starts a gateway before a moto that has those APIs. */
export function startApiGateway(
  apis: () => Apis,
  added: Pick<GatewayProps, 'issuer'> = {},
): Promise<Harness> {
  return startGateway(motoOf(apis), added);
}

/** moto's API of API Gateway, as far as the gateway reads it. */
export const motoOf =
  (apis: () => Apis): RequestListener =>
  (request, response) => {
    const [, region = ''] =
      /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '') ?? [];
    const account = String(request.headers['x-moto-account-id']);
    const found = apis()[`${account}/${region}${request.url ?? ''}`];
    response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(found ?? { message: 'Invalid API identifier specified' }));
  };

const jwtRoute = { authorizationType: 'JWT', authorizerId: 'jwt', target: 'integrations/x' };

/** An API with routes of every kind, as moto would answer. */
export function apiAt(
  scope: string,
  id: string,
  issuer: string,
  changes: Record<string, unknown> = {},
): Apis {
  const path = `${scope}/v2/apis/${id}`;
  const corsConfiguration = {
    allowOrigins: ['https://app.example'],
    allowMethods: ['GET', 'POST'],
    allowHeaders: ['authorization'],
    exposeHeaders: ['etag'],
    maxAge: 300,
    allowCredentials: true,
  };
  return {
    [path]: { apiId: id, protocolType: 'HTTP', corsConfiguration, ...changes },
    [`${path}/routes`]: {
      items: [
        { routeKey: 'GET /open', authorizationType: 'NONE', target: 'integrations/x' },
        { routeKey: 'GET /images/{id}', ...jwtRoute },
        { routeKey: 'POST /images', ...jwtRoute, authorizationScopes: ['images/write', 'admin'] },
        { routeKey: 'ANY /any', ...jwtRoute },
      ],
    },
    [`${path}/authorizers/jwt`]: {
      authorizerId: 'jwt',
      authorizerType: 'JWT',
      identitySource: ['$request.header.Authorization'],
      jwtConfiguration: { issuer, audience: [AUDIENCE] },
    },
    [`${path}/stages`]: { items: [{ stageName: '$default' }, { stageName: 'v2' }] },
  };
}

/** Calls an API through the gateway. */
export function callApi(
  gateway: Harness,
  method: string,
  path: string,
  { headers = {}, host = 'abc123.execute-api.localhost:4567', body }: CallOptions = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(`${gateway.url}${path}`, { method, headers: { ...headers, host } });
    request.on('response', (response) => {
      let text = '';
      response.on('data', (chunk: Buffer) => (text += chunk.toString()));
      response.on('end', () => {
        resolve({ status: response.statusCode, headers: response.headers, body: text });
      });
    });
    request.on('error', reject).end(body);
  });
}

/** An answer of API Gateway itself. */
export const said = (status: number, message: string): unknown =>
  expect.objectContaining({
    status,
    body: JSON.stringify({ message }),
    headers: expect.objectContaining({
      'content-type': 'application/json',
      'apigw-requestid': expect.any(String),
    }),
  });

export const NOT_FOUND = said(404, 'Not Found');
export const UNAUTHORIZED = said(401, 'Unauthorized');
export const FORBIDDEN = said(403, 'Forbidden');
/** A route was found and let the request through; its integration is none that runs. */
export const REACHED = said(500, 'Internal Server Error');
