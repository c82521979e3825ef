import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ACCOUNT_HEADER, awsRequest, namesAccount } from './aws-request';
import { BucketMetrics, metricsRequest } from './bucket-metrics';
import { handleCloudFront } from './cloudfront/handler';
import { resourceTypes } from './cloudfront/resource-types';
import { passCorrected } from './corrections/correction';
import { corrections } from './corrections/corrections';
import { handleCloudWatch } from './cloudwatch/handler';
import { createExecuteApi } from './execute-api';
import { guard } from './guard';
import { FunctionCode } from './lambda/function-code';
import { handleDeployment, isDeployment } from './lambda/deployments';
import { changeStage, stageChange } from './http-api/stages';
import { createLambdaInvoke } from './lambda/invoke-lambda';
import type { MotoServer } from './moto-api';
import { proxy } from './proxy';
import { reasonOf } from './reason';
import type { Store } from './store';

/** A status, and what is answered as JSON. */
export type LocalAnswer = readonly [status: number, body: unknown];

export interface GatewayProps {
  readonly moto: MotoServer;
  /** What the gateway itself keeps. */
  readonly store: Store;
  /** Where the code of functions is unpacked. */
  readonly codeDirectory: string;
  /** Answers what is about the server of this gateway, `/_local/…`. @default nobody: 404 */
  readonly local?: (request: IncomingMessage) => Promise<LocalAnswer | undefined>;
  /** @default the system's clock */
  readonly now?: () => Date;
  /** Takes why functions fail and what they print. @default the console */
  readonly log?: (line: string) => void;
}

/** The machine-local AWS: CloudFront, alarms' actions and the APIs' own hosts here, everything else from moto. Not yet listening. */
export function createGateway(props: GatewayProps): Server {
  const { moto, store, local, now = () => new Date(), log = console.log } = props;
  const cloudFront = { store, types: resourceTypes, now };
  const bucketMetrics = new BucketMetrics(moto, store);
  const code = new FunctionCode(store, props.codeDirectory);
  const invoke = createLambdaInvoke({ moto, code, now, log });
  const executeApi = createExecuteApi({ moto, now, invoke, scopes: () => store.scopes() });

  const passOn = (
    request: IncomingMessage,
    response: ServerResponse,
    toClient: Readonly<Record<string, string>> = {},
  ): void => {
    const signed = awsRequest(request);
    const named = signed && namesAccount(signed.accessKeyId);
    const toMoto = named ? { [ACCOUNT_HEADER]: signed.accountId } : {};
    proxy(moto, request, response, { toMoto, toClient });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const admission = await guard(moto, request, response);
    // The client may have gone while the guard asked moto.
    if (!admission || response.destroyed) return;
    if (admission.to === 'api') {
      await executeApi(admission.api, request, response);
      return;
    }
    if (admission.to === 'object') {
      passOn(request, response, admission.cors);
      return;
    }
    if (request.url?.startsWith('/_local/') === true) {
      const [status, body] = (await local?.(request)) ?? [404, { message: 'Nothing is there.' }];
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
      return;
    }
    const signed = awsRequest(request);
    if (signed) store.addScope(`${signed.accountId}/${signed.region}`);
    if (signed?.service === 'cloudfront') {
      await handleCloudFront(cloudFront, signed.accountId, request, response);
      return;
    }
    const metrics = metricsRequest(request, signed?.service ?? '');
    if (signed && metrics) {
      await bucketMetrics.answer(metrics, signed, request, response);
      return;
    }
    if (signed?.service === 'monitoring') {
      const { accountId, region } = signed;
      const history = store.alarmHistory(`${accountId}/${region}`);
      await handleCloudWatch({ history, now }, { moto, accountId, region }, request, response);
      return;
    }
    if (signed?.service === 'lambda' && isDeployment(request)) {
      await handleDeployment(code, { ...signed, moto }, request, response);
      return;
    }
    const stage = stageChange(request, signed?.service ?? '');
    if (signed && stage) {
      await changeStage(stage, { ...signed, moto }, request, response);
      return;
    }
    const correction = corrections.find(({ appliesTo }) =>
      appliesTo(request, signed?.service ?? ''),
    );
    if (signed && correction) {
      await passCorrected(correction, { ...signed, moto }, request, response);
      return;
    }
    passOn(request, response);
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      fail(response, error);
    });
  });
  // A state upload may take longer than Node's five minutes.
  server.requestTimeout = 0;
  // Go's client, and so Terraform, keeps idle connections for 90 seconds; it must be the one to close.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  server.on('connection', refuseOthers);
  return server;
}

/** Whatever address the caller listens on, only this machine is served. */
function refuseOthers(socket: Socket): void {
  const address = socket.remoteAddress ?? '';
  if (!/^(?:::ffff:)?127\.|^::1$/.test(address)) socket.destroy();
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`The gateway could not answer: ${reasonOf(error)}\n`);
}
