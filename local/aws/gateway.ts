import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Aws } from './aws';
import { bucketMetrics } from './bucket-metrics';
import { callOf, jsonAnswer, send, type Answer, type Call, type Route } from './call';
import { cloudFront } from './cloudfront/route';
import { cloudWatch } from './cloudwatch/route';
import { corrections } from './corrections/corrections';
import { measureDynamoDb } from './dynamodb-metrics';
import { serveDistribution } from './distribution/serve-distribution';
import { errorAnswer } from './error-answer';
import { AwsError } from './errors';
import { executeApi } from './execute-api';
import { ConnectionReset, faults, type FaultsProps } from './faults';
import { guard } from './guard';
import { HeldCalls } from './held-calls';
import type { LocalIssuer } from './http-api/local-issuer';
import { stageChanges } from './http-api/stages';
import { AsynchronousInvocations } from './lambda/asynchronous-invocations';
import { eventInvokeConfigs } from './lambda/event-invoke-config';
import { FunctionCode } from './lambda/function-code';
import { functionConfiguration } from './lambda/function-configuration';
import { Functions } from './lambda/functions';
import { invokeRoute } from './lambda/invoke-route';
import { Moto, type MotoServer } from './moto';
import { reasonOf } from './reason';
import { recordMetricIn, type RecordMetric } from './record-metric';
import { enforce, type Evaluate } from './rights/enforce';
import { notificationDestinations } from './s3/notification-configuration';
import { objectEvents } from './s3/object-events';
import { measureS3 } from './s3/request-metrics';
import { s3Access } from './s3/s3-access';
import type { Store } from './store';
import { tagging } from './tagging';
import { wellFormed } from './well-formed';

export interface GatewayProps {
  readonly moto: MotoServer;
  /** What the gateway itself keeps. */
  readonly store: Store;
  /** Where the code of functions is unpacked. */
  readonly codeDirectory: string;
  /** Answers what is about the server of this gateway, `/_local/…`. @default nobody: 404 */
  readonly local?: Route;
  /** Signs tokens that APIs take besides those of their issuers. @default nobody */
  readonly issuer?: LocalIssuer | undefined;
  /** Judges the calls of roles. @default nobody: every call is allowed */
  readonly evaluate?: Evaluate | undefined;
  /** Calls that a fault holds. */
  readonly held?: HeldCalls;
  /** @default the system's clock */
  readonly now?: () => Date;
  /** Takes what AWS would measure. @default the store, as CloudWatch's metrics */
  readonly recordMetric?: RecordMetric;
  /** Takes why functions fail and what they print. @default the console */
  readonly log?: (line: string) => void;
}

/** The machine-local AWS: an HTTP server of those routes. Not yet listening. */
export function createGateway(props: GatewayProps): Server {
  const { store, now = () => new Date(), log = console.log } = props;
  const { recordMetric = recordMetricIn(store, now) } = props;
  const aws: Aws = { moto: new Moto(props.moto), store, now, log, recordMetric };
  const closed = new AbortController();
  let outUntil = 0;
  const outage: FaultsProps['outage'] = async (of, seconds) => {
    if (of === 'moto') return aws.moto.stall(seconds);
    outUntil = performance.now() + seconds * 1000;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const sockets = new Set<Socket>();
  const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const routes = routesOf(aws, props, { endpoint, outage, closed: closed.signal });
  const server = createServer((request, response) => {
    // SDKs set their clocks by it.
    response.setHeader('date', now().toUTCString());
    const call = callOf(request, response);
    measureS3(aws, call, response);
    measureDynamoDb(recordMetric, call, response);
    respond(routes, call, response).catch((error: unknown) => {
      if (error instanceof ConnectionReset) request.socket.resetAndDestroy();
      else if (response.headersSent) response.destroy();
      else send(response, failure(call, error));
    });
  });
  // A state upload may take longer than Node's five minutes.
  server.requestTimeout = 0;
  // Go's client, and so Terraform, keeps idle connections for 90 seconds; it must be the one to close.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.on('connection', (socket) => {
    refuseOthers(socket);
    if (performance.now() < outUntil) socket.resetAndDestroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.once('close', () => {
    closed.abort();
  });
  return server;
}

/** The server, as its routes see it. */
interface Serving {
  readonly endpoint: () => string;
  readonly outage: FaultsProps['outage'];
  /** Aborted once the server is closed. */
  readonly closed: AbortSignal;
}

/** Every route, in order. Behind `pageObject` are only calls that may reach everything. */
function routesOf(
  aws: Aws,
  { codeDirectory, issuer, evaluate, held = new HeldCalls(), local: answerLocal }: GatewayProps,
  { endpoint, outage, closed }: Serving,
): readonly Route[] {
  const { moto, store } = aws;
  const code = new FunctionCode(store, codeDirectory);
  const functions = new Functions({ ...aws, code, endpoint });
  const invocations = new AsynchronousInvocations(aws, functions);
  const observe = objectEvents({ ...aws, invocations });
  const s3 = s3Access(aws);
  const routes: readonly Route[] = [
    guard(moto),
    executeApi({ ...aws, functions, issuer }),
    serveDistribution(aws),
    ...(evaluate ? [enforce(aws, evaluate)] : []),
    faults({ ...aws, held, outage }),
    pageObject(moto, s3),
    local(answerLocal),
    remember(store),
    s3,
    notificationDestinations(moto),
    invokeRoute(functions, invocations),
    wellFormed,
    cloudFront(aws),
    bucketMetrics(moto, store),
    cloudWatch({ ...aws, closed }),
    functionConfiguration(moto, store, code),
    eventInvokeConfigs(moto),
    stageChanges(moto),
    tagging(aws),
    ...corrections(moto),
    (call) => moto.pass(call),
  ];
  return routes.map((route) => async (call) => {
    const answer = await route(call);
    return answer && observe(call, answer);
  });
}

async function respond(
  routes: readonly Route[],
  call: Call,
  response: ServerResponse,
): Promise<void> {
  for (const route of routes) {
    const answer = await route(call);
    // The client may have gone meanwhile.
    if (response.destroyed) return;
    if (answer !== undefined) {
      await call.beforeAnswer?.();
      send(response, answer);
      return;
    }
  }
}

/** S3 for a web page that its bucket's CORS rules let in. */
const pageObject =
  (moto: Moto, s3: Route): Route =>
  async (call) => {
    if (call.admitted?.to !== 'object') return undefined;
    return forPage(call, (await s3(call)) ?? (await moto.pass(call)));
  };

/** An answer that a page may read where its bucket's CORS rules let it in. */
const forPage = ({ admitted }: Call, answer: Answer): Answer =>
  admitted?.to === 'object'
    ? { ...answer, headers: { ...answer.headers, ...admitted.cors } }
    : answer;

const local =
  (answerTo: Route = () => undefined): Route =>
  async (call) => {
    if (!call.target.startsWith('/_local/')) return undefined;
    return (await answerTo(call)) ?? jsonAnswer(404, { message: 'Nothing is there.' });
  };

/** Remembers where requests are signed for, so that APIs are found there. */
const remember =
  (store: Store): Route =>
  ({ signed }) => {
    if (signed) store.addScope(signed);
    return undefined;
  };

/** Whatever address the caller listens on, only this machine is served. */
function refuseOthers(socket: Socket): void {
  const address = socket.remoteAddress ?? '';
  if (!/^(?:::ffff:)?127\.|^::1$/.test(address)) socket.destroy();
}

function failure(call: Call, error: unknown): Answer {
  if (call.signed || error instanceof AwsError) return forPage(call, errorAnswer(call, error));
  const headers = { 'content-type': 'text/plain; charset=utf-8' };
  return { status: 502, headers, body: `The gateway could not answer: ${reasonOf(error)}\n` };
}
