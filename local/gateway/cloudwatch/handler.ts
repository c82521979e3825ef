import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { forward, type Message, type RawRequest } from '../forward';
import { sendJson, type MotoScope } from '../moto-api';
import { readBody } from '../read-body';
import { reasonOf } from '../reason';
import { CLOUDWATCH } from './alarm';
import { CloudWatchError } from './errors';
import type { HistoryItem } from './history';
import { operations } from './operations';
import { cborProtocol } from './protocols/cbor';
import { jsonProtocol } from './protocols/json';
import type { Call, Protocol } from './protocols/protocol';
import { queryProtocol } from './protocols/query';

export interface CloudWatchProps {
  readonly history: HistoryItem[];
  readonly now: () => Date;
}

const PROTOCOLS: readonly Protocol[] = [jsonProtocol, cborProtocol, queryProtocol];

/** Answers a request that was signed for CloudWatch: moto does, but for alarms' actions and history. */
export async function handleCloudWatch(
  props: CloudWatchProps,
  scope: MotoScope,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { method = 'POST', url = '/', headers } = request;
  const raw = { method, url, headers, body: await readBody(request) };
  const answer = await answerTo(props, scope, raw);
  response.writeHead(answer.status, { 'x-amzn-requestid': randomUUID(), ...answer.headers });
  response.end(answer.body);
}

async function answerTo(
  props: CloudWatchProps,
  scope: MotoScope,
  raw: RawRequest,
): Promise<Message> {
  for (const protocol of PROTOCOLS) {
    const call = protocol.read(raw);
    if (call) return perform(props, scope, raw, protocol, call);
  }
  return forward(scope, raw);
}

async function perform(
  props: CloudWatchProps,
  scope: MotoScope,
  raw: RawRequest,
  protocol: Protocol,
  call: Call,
): Promise<Message> {
  const pass = (): Promise<Message> =>
    protocol.isMotos ? forward(scope, raw) : translate(scope, protocol, call);
  const answer = (output: Readonly<Record<string, unknown>>): Message =>
    protocol.write(call.operation, output);
  const operation = operations.get(call.operation);
  try {
    return await (operation?.({ ...props, scope, pass, answer }, call.input) ?? pass());
  } catch (error) {
    return protocol.writeError(error instanceof CloudWatchError ? error : unexpected(error));
  }
}

function unexpected(error: unknown): CloudWatchError {
  const message = `The local CloudWatch failed: ${reasonOf(error)}`;
  return new CloudWatchError('InternalServiceError', 500, message);
}

const errorBody = z.object({ __type: z.string(), message: z.string().optional() });

/** moto's answer to the call in AWS JSON, put into the protocol of the request. */
async function translate(scope: MotoScope, protocol: Protocol, call: Call): Promise<Message> {
  const answer = await sendJson(scope, CLOUDWATCH, call.operation, call.input);
  const text = await answer.text();
  if (answer.ok) return protocol.write(call.operation, JSON.parse(text) as Call['input']);
  const { __type, message = '' } = errorBody.parse(JSON.parse(text));
  throw new CloudWatchError(__type.split('#').at(-1) ?? __type, answer.status, message);
}
