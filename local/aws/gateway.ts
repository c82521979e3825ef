import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
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
import { objectEvents, type Observe } from './s3/object-events';
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
  const { store, now = () => new Date() } = props;
  const { recordMetric = recordMetricIn(store, now) } = props;
  const closed = new AbortController();
  let outUntil = 0;
  const outage: FaultsProps['outage'] = async (of, seconds) => {
    if (of === 'moto') return new Moto(props.moto).stall(seconds);
    outUntil = performance.now() + seconds * 1000;
    for (const socket of sockets) socket.resetAndDestroy();
  };
  const sockets = new Set<Socket>();
  const endpoint = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { routes, observe } = routesOf({
    ...{ ...props, now, recordMetric },
    ...{ endpoint, outage, closed: closed.signal },
  });
  const server = createServer((request, response) => {
    // SDKs set their clocks by it.
    response.setHeader('date', now().toUTCString());
    const call = callOf(request, response);
    measureS3({ store, recordMetric }, call, response);
    measureDynamoDb(recordMetric, call, response);
    respond({ routes, observe }, call, response).catch((error: unknown) => {
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

/** What answers a call, and what looks at the answer before it is sent. */
interface Routing {
  readonly routes: readonly Route[];
  readonly observe: Observe;
}

interface RoutesProps extends GatewayProps {
  readonly now: () => Date;
  readonly recordMetric: RecordMetric;
  readonly endpoint: () => string;
  readonly outage: FaultsProps['outage'];
  /** Aborted once the server is closed. */
  readonly closed: AbortSignal;
}

/** Every route, in order. Behind `pageObject` are only calls that may reach everything. */
function routesOf(props: RoutesProps): Routing {
  const { store, now, log = console.log, issuer, evaluate, recordMetric, endpoint, closed } = props;
  const { held = new HeldCalls(), outage } = props;
  const moto = new Moto(props.moto);
  const code = new FunctionCode(store, props.codeDirectory);
  const functions = new Functions({ moto, store, code, now, endpoint, log, recordMetric });
  const invocations = new AsynchronousInvocations({ moto, now, log }, functions);
  const s3 = s3Access({ moto, now });
  const routes = [
    guard(moto),
    executeApi({ moto, store, functions, now, log, issuer, recordMetric }),
    serveDistribution({ moto, store, now, recordMetric }),
    ...(evaluate ? [enforce({ moto, store, evaluate })] : []),
    faults({ store, recordMetric, held, outage }),
    pageObject(moto, s3),
    local(props.local),
    remember(store),
    s3,
    notificationDestinations(moto),
    invokeRoute(functions, invocations),
    wellFormed,
    cloudFront({ moto, store, now }),
    bucketMetrics(moto, store),
    cloudWatch({ moto, store, now, log, closed }),
    functionConfiguration(moto, store, code),
    eventInvokeConfigs(moto),
    stageChanges(moto),
    tagging({ moto, store, now }),
    ...corrections(moto),
    (call: Call) => moto.pass(call),
  ];
  return { routes, observe: objectEvents({ moto, invocations, now, log }) };
}

async function respond(
  { routes, observe }: Routing,
  call: Call,
  response: ServerResponse,
): Promise<void> {
  for (const route of routes) {
    const answered = await route(call);
    const answer = answered && (await observe(call, answered));
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
