import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { dirname, join } from 'node:path';
import { IDENTITY_PATH, type Identity } from '../instance';
import { ACCOUNT_HEADER, awsRequest, namesAccount } from './aws-request';
import { BucketMetrics, metricsRequest } from './bucket-metrics';
import { handleCloudFront } from './cloudfront/handler';
import { resourceTypes } from './cloudfront/resource-types';
import { Store } from './cloudfront/store';
import { passCorrected } from './corrections/correction';
import { corrections } from './corrections/corrections';
import { handleCloudWatch } from './cloudwatch/handler';
import { createExecuteApi } from './execute-api';
import { guard } from './guard';
import { handleHealth } from './health';
import { CodeStore } from './lambda/code-store';
import { handleDeployment, isDeployment } from './lambda/deployments';
import { changeStage, stageChange } from './http-api/stages';
import { createLambdaInvoke } from './lambda/invoke-lambda';
import { proxy } from './proxy';
import { reasonOf } from './reason';

export interface GatewayProps {
  /** Where moto listens, e.g. `http://127.0.0.1:5000`. */
  readonly motoUrl: string;
  /** JSON file where CloudFront's resources and alarms' histories are kept across restarts of the gateway; functions' code is kept beside it. */
  readonly dataFile: string;
  /** What `/_local/instance` answers. @default nothing; moto is asked */
  readonly identity?: Identity;
  /** @default the system's clock */
  readonly now?: () => Date;
  /** Takes why functions fail and what they print. @default the console */
  readonly log?: (line: string) => void;
}

/** The machine-local AWS: CloudFront, alarms' actions and the APIs' own hosts here, everything else from moto. Not yet listening. */
export function createGateway(props: GatewayProps): Server {
  const { motoUrl, identity, now = () => new Date(), log = console.log } = props;
  const store = new Store(props.dataFile);
  const cloudFront = { store, types: resourceTypes, now };
  const bucketMetrics = new BucketMetrics(motoUrl);
  const codeStore = new CodeStore(join(dirname(props.dataFile), 'functions'));
  const invoke = createLambdaInvoke({ motoUrl, codeStore, now, log });
  const executeApi = createExecuteApi({ motoUrl, now, invoke, scopes: () => store.scopes() });

  const passOn = (
    request: IncomingMessage,
    response: ServerResponse,
    toClient: Readonly<Record<string, string>> = {},
  ): void => {
    const signed = awsRequest(request);
    const named = signed && namesAccount(signed.accessKeyId);
    const toMoto = named ? { [ACCOUNT_HEADER]: signed.accountId } : {};
    proxy(motoUrl, request, response, { toMoto, toClient });
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const admission = await guard(motoUrl, request, response);
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
    if (request.url === IDENTITY_PATH && identity) {
      response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(identity));
      return;
    }
    if (request.url === '/_local/health') {
      await handleHealth(motoUrl, response);
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
      const save = (): void => {
        store.save();
      };
      const scope = { motoUrl, accountId, region };
      await handleCloudWatch({ history, save, now }, scope, request, response);
      return;
    }
    if (signed?.service === 'lambda' && isDeployment(request)) {
      await handleDeployment(codeStore, { ...signed, motoUrl }, request, response);
      return;
    }
    const stage = stageChange(request, signed?.service ?? '');
    if (signed && stage) {
      await changeStage(stage, { ...signed, motoUrl }, request, response);
      return;
    }
    const correction = corrections.find(({ appliesTo }) =>
      appliesTo(request, signed?.service ?? ''),
    );
    if (signed && correction) {
      await passCorrected(correction, { ...signed, motoUrl }, request, response);
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
