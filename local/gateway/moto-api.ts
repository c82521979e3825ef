import { XMLParser } from 'fast-xml-parser';
import { scopeHeaders } from './aws-request';

/** moto's server, which answers nobody without its token. */
export interface MotoServer {
  /** Where it listens, e.g. `http://127.0.0.1:5000`. */
  readonly url: string;
  readonly token: string;
}

/** Where in moto a call goes. */
export interface MotoScope {
  readonly moto: MotoServer;
  readonly accountId: string;
  readonly region: string;
}

const TIMEOUT_MS = 10_000;

/** The header that lets a request into moto. */
export const tokenHeader = ({ token }: MotoServer): Record<string, string> => ({
  'x-local-aws-moto-token': token,
});

/** A request as it takes headers here: one record. */
type Init = Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> };

/** Sends a request to moto, whatever comes of it. */
export const fetchMoto = (
  moto: MotoServer,
  path: string,
  { headers, ...init }: Init = {},
): Promise<Response> =>
  fetch(moto.url + path, { ...init, headers: { ...headers, ...tokenHeader(moto) } });

const parser = new XMLParser({ parseTagValue: false, htmlEntities: true });

/** The scope that an ARN names, within the same moto; the given one's where the ARN names none. */
export function scopeOfArn(scope: MotoScope, arn: string): MotoScope {
  const [, , , region = '', accountId = ''] = arn.split(':');
  return {
    moto: scope.moto,
    accountId: accountId === '' ? scope.accountId : accountId,
    region: region === '' ? scope.region : region,
  };
}

/** The names of a service whose protocol is AWS JSON. */
export interface JsonService {
  readonly signingName: string;
  readonly targetPrefix: string;
  readonly version: '1.0' | '1.1';
}

/** Calls moto as AWS JSON, whatever comes of it. */
export function sendJson(
  scope: MotoScope,
  service: JsonService,
  operation: string,
  input: unknown,
): Promise<Response> {
  return fetchMoto(scope.moto, '/', {
    method: 'POST',
    headers: {
      ...scopeHeaders({ ...scope, service: service.signingName }),
      'content-type': `application/x-amz-json-${service.version}`,
      'x-amz-target': `${service.targetPrefix}.${operation}`,
    },
    body: JSON.stringify(input),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

/**
 * The output of a call of an AWS JSON service.
 * @throws Error when moto refuses it.
 */
export async function callJson(
  scope: MotoScope,
  service: JsonService,
  operation: string,
  input: unknown,
): Promise<unknown> {
  const answer = await sendJson(scope, service, operation, input);
  const body = await answer.text();
  if (answer.ok) return JSON.parse(body);
  throw new Error(`moto answers ${answer.status} to ${operation}: ${body.trim()}`);
}

/**
 * The parsed answer of SNS, which speaks AWS query.
 * @throws Error when moto refuses it.
 */
export async function callSns(
  scope: MotoScope,
  action: string,
  parameters: Readonly<Record<string, string>>,
): Promise<unknown> {
  const answer = await fetchMoto(scope.moto, '/', {
    method: 'POST',
    headers: scopeHeaders({ ...scope, service: 'sns' }),
    body: new URLSearchParams({ Action: action, Version: '2010-03-31', ...parameters }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const body = await answer.text();
  if (answer.ok) return parser.parse(body);
  const message = /<Message>(.*?)<\/Message>/s.exec(body)?.[1] ?? body.trim();
  throw new Error(`moto answers ${answer.status} to ${action}: ${message}`);
}
