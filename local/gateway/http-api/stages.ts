import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { scopeHeaders } from '../aws-request';
import { fetchMoto, type MotoScope } from '../moto-api';
import { readBody } from '../read-body';

const settings = z.record(z.string(), z.unknown());
const stageSchema = z.looseObject({
  stageName: z.string(),
  routeSettings: z.record(z.string(), settings).optional(),
});
type Stage = z.infer<typeof stageSchema>;

/** A change to a stage that exists: moto can only make one and delete one. */
interface StageChange {
  readonly apiId: string;
  readonly stageName: string;
  /** The route whose settings go, for DeleteRouteSettings; otherwise it is UpdateStage. */
  readonly routeKey: string | undefined;
}

const PATH = /^\/v2\/apis\/([^/]+)\/stages\/([^/]+)(?:\/routesettings\/([^/]+))?$/;

/** Whether the request changes a stage of an HTTP API. */
export function stageChange(request: IncomingMessage, service: string): StageChange | undefined {
  const { pathname } = new URL(request.url ?? '', 'http://local');
  const [, apiId, stageName, routeKey] = PATH.exec(pathname) ?? [];
  const isUpdate = request.method === 'PATCH' && routeKey === undefined;
  const isDeletion = request.method === 'DELETE' && routeKey !== undefined;
  if (service !== 'apigateway' || !apiId || !stageName || !(isUpdate || isDeletion)) return;
  return {
    apiId,
    stageName: decodeURIComponent(stageName),
    routeKey: routeKey === undefined ? undefined : decodeURIComponent(routeKey),
  };
}

/** UpdateStage and DeleteRouteSettings, by making the stage anew as it should be. */
export async function changeStage(
  { apiId, stageName, routeKey }: StageChange,
  scope: MotoScope,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readBody(request)).toString('utf8');
  const stages = `/v2/apis/${apiId}/stages`;
  const path = `${stages}/${encodeURIComponent(stageName)}`;
  const found = await call(scope, 'GET', path);
  if (!found.ok) {
    await pass(found, response);
    return;
  }
  const before = stageSchema.parse(await found.json());
  const after =
    routeKey === undefined
      ? updated(before, settings.parse(JSON.parse(body)))
      : withoutRoute(before, routeKey);
  await call(scope, 'DELETE', path);
  const made = await call(scope, 'POST', stages, after);
  if (routeKey === undefined || !made.ok) await pass(made, response, 200);
  else response.writeHead(204).end();
}

/** What is given replaces what was; the settings of a route replace those of that route only. */
function updated(before: Stage, change: z.infer<typeof settings>): Stage {
  const after = stageSchema.parse({ ...before, ...change, stageName: before.stageName });
  return { ...after, routeSettings: { ...before.routeSettings, ...after.routeSettings } };
}

function withoutRoute(before: Stage, routeKey: string): Stage {
  const kept = Object.entries(before.routeSettings ?? {}).filter(([key]) => key !== routeKey);
  return { ...before, routeSettings: Object.fromEntries(kept) };
}

function call(scope: MotoScope, method: string, path: string, body?: Stage): Promise<Response> {
  return fetchMoto(scope.moto, path, {
    method,
    headers: {
      ...scopeHeaders({ ...scope, service: 'apigateway' }),
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

async function pass(answer: Response, response: ServerResponse, success?: number): Promise<void> {
  const status = answer.ok ? (success ?? answer.status) : answer.status;
  const headers = { 'Content-Type': 'application/json', ...errorType(answer) };
  response.writeHead(status, headers).end(await answer.text());
}

/** The SDK tells errors apart by this header. */
function errorType(answer: Response): Record<string, string> {
  const type = answer.headers.get('x-amzn-errortype');
  return type === null ? {} : { 'x-amzn-errortype': type };
}
