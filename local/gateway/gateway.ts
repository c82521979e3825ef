import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ACCOUNT_HEADER, awsRequest, namesAccount } from './aws-request';
import { BucketMetrics, metricsRequest } from './bucket-metrics';
import { handleCloudFront } from './cloudfront/handler';
import { resourceTypes } from './cloudfront/resource-types';
import { passCorrected } from './corrections/correction';
import { corrections } from './corrections/corrections';
import { handleCloudWatch } from './cloudwatch/handler';
import { apiHost, createExecuteApi } from './execute-api';
import { FunctionCode } from './lambda/function-code';
import { handleDeployment, isDeployment } from './lambda/deployments';
import { changeStage, stageChange } from './http-api/stages';
import { createLambdaInvoke } from './lambda/invoke-lambda';
import type { MotoServer } from './moto-api';
import { proxy } from './proxy';
import { reasonOf } from './reason';
import type { Store } from './store';

export interface GatewayProps {
  readonly moto: MotoServer;
  /** What the gateway itself keeps. */
  readonly store: Store;
  /** Where the code of functions is unpacked. */
  readonly codeDirectory: string;
  /** @default the system's clock */
  readonly now?: () => Date;
  /** Takes why functions fail and what they print. @default the console */
  readonly log?: (line: string) => void;
}

/** The machine-local AWS: CloudFront, alarms' actions and the APIs' own hosts here, everything else from moto. Not yet listening. */
export function createGateway(props: GatewayProps): Server {
  const { moto, store, now = () => new Date(), log = console.log } = props;
  const cloudFront = { store, types: resourceTypes, now };
  const bucketMetrics = new BucketMetrics(moto, store);
  const code = new FunctionCode(store, props.codeDirectory);
  const invoke = createLambdaInvoke({ moto, code, now, log });
  const executeApi = createExecuteApi({ moto, now, invoke, scopes: () => store.scopes() });

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const host = apiHost(request.headers.host ?? '');
    if (host) {
      await executeApi(host, request, response);
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
    const named = signed && namesAccount(signed.accessKeyId);
    proxy(moto, request, response, named ? { [ACCOUNT_HEADER]: signed.accountId } : {});
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
