import type { Scope } from '../aws-request';
import { decoded, type Answer, type Route } from '../call';
import type { Moto } from '../moto';

type Settings = Readonly<Record<string, unknown>>;

interface Stage extends Settings {
  readonly routeSettings?: Readonly<Record<string, Settings>>;
}

const PATH = /^\/v2\/apis\/([^/]+)\/stages\/([^/]+)(?:\/routesettings\/([^/]+))?$/;

/** UpdateStage and DeleteRouteSettings, by making the stage anew: moto can only make one and delete one. */
export const stageChanges =
  (moto: Moto): Route =>
  async (call) => {
    const { method, url, signed } = call;
    const [, apiId, stageName, routeKey] = PATH.exec(url.pathname) ?? [];
    const isUpdate = method === 'PATCH' && routeKey === undefined;
    const isDeletion = method === 'DELETE' && routeKey !== undefined;
    if (signed?.service !== 'apigateway' || !apiId || !stageName || !(isUpdate || isDeletion)) {
      return undefined;
    }
    const stages = `/v2/apis/${apiId}/stages`;
    const path = `${stages}/${encodeURIComponent(decoded(stageName))}`;
    const found = await ask(moto, signed, 'GET', path);
    if (!found.ok) return passed(found);
    const before = (await found.json()) as Stage;
    const after =
      routeKey === undefined
        ? updated(before, JSON.parse((await call.body()).toString('utf8')) as Stage)
        : withoutRoute(before, decoded(routeKey));
    await ask(moto, signed, 'DELETE', path);
    const made = await ask(moto, signed, 'POST', stages, after);
    if (!made.ok) return passed(made);
    return routeKey === undefined ? { ...(await passed(made)), status: 200 } : { status: 204 };
  };

/** What is given replaces what was; the settings of a route replace those of that route only. */
const updated = (before: Stage, change: Stage): Stage => ({
  ...before,
  ...change,
  stageName: before.stageName,
  routeSettings: { ...before.routeSettings, ...change.routeSettings },
});

function withoutRoute(before: Stage, routeKey: string): Stage {
  const kept = Object.entries(before.routeSettings ?? {}).filter(([key]) => key !== routeKey);
  return { ...before, routeSettings: Object.fromEntries(kept) };
}

function ask(
  moto: Moto,
  scope: Scope,
  method: string,
  path: string,
  stage?: Stage,
): Promise<Response> {
  const headers = { 'content-type': 'application/json' };
  const body = stage && { body: JSON.stringify(stage) };
  return moto.ask(scope, { service: 'apigateway', method, path, headers, ...body });
}

/** The SDK tells errors apart by the header `x-amzn-errortype`. */
async function passed(answer: Response): Promise<Answer> {
  const type = answer.headers.get('x-amzn-errortype');
  return {
    status: answer.status,
    headers: { 'content-type': 'application/json', ...(type && { 'x-amzn-errortype': type }) },
    body: await answer.text(),
  };
}
