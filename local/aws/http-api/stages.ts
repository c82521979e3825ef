import type { Scope } from '../aws-request';
import { decoded, passed, type Call, type Route } from '../call';
import type { Moto } from '../moto';

type Settings = Readonly<Record<string, unknown>>;

interface Stage extends Settings {
  readonly routeSettings?: Readonly<Record<string, Settings>>;
  readonly tags?: Readonly<Record<string, string>>;
}

/** A change of one stage. */
interface Change {
  readonly apiId: string;
  readonly stageName: string;
  readonly after: (before: Stage, sent: Stage) => Stage;
  /** The status of the answer; with 200 the stage is its body. */
  readonly status: number;
}

const PATH = /^\/v2\/apis\/([^/]+)\/stages\/([^/]+)(?:\/routesettings\/([^/]+))?$/;
const TAGS = /^\/v2\/tags\/arn:aws:apigateway:[\w-]+::\/apis\/([^/]+)\/stages\/([^/]+)$/;

/**
 * UpdateStage, DeleteRouteSettings, and TagResource and UntagResource of a stage, by making the stage anew: moto
 * can only make one and delete one.
 */
export const stageChanges =
  (moto: Moto): Route =>
  async (call) => {
    const { signed } = call;
    const change = signed?.service === 'apigateway' ? changeOf(call) : undefined;
    if (signed === undefined || change === undefined) return undefined;
    const stages = `/v2/apis/${change.apiId}/stages`;
    const path = `${stages}/${encodeURIComponent(change.stageName)}`;
    const found = await ask(moto, signed, 'GET', path);
    if (!found.ok) return passed(found);
    const before = (await found.json()) as Stage;
    const body = (await call.body()).toString('utf8');
    const after = change.after(before, JSON.parse(body === '' ? '{}' : body) as Stage);
    await ask(moto, signed, 'DELETE', path);
    const made = await ask(moto, signed, 'POST', stages, after);
    if (!made.ok) return passed(made);
    return change.status === 200
      ? { ...(await passed(made)), status: 200 }
      : { status: change.status };
  };

function changeOf({ method, url }: Call): Change | undefined {
  const [, apiId = '', stage = '', routeKey] = PATH.exec(url.pathname) ?? [];
  const stageName = decoded(stage);
  if (method === 'PATCH' && apiId !== '' && routeKey === undefined) {
    return { apiId, stageName, after: updated, status: 200 };
  }
  if (method === 'DELETE' && routeKey !== undefined) {
    const after = ({ routeSettings, ...others }: Stage) => ({
      ...others,
      routeSettings: without(routeSettings, [decoded(routeKey)]),
    });
    return { apiId, stageName, after, status: 204 };
  }
  const [, taggedApi, taggedStage] = TAGS.exec(decoded(url.pathname)) ?? [];
  if (taggedApi === undefined || taggedStage === undefined) return undefined;
  const tagged = { apiId: taggedApi, stageName: taggedStage };
  if (method === 'POST') {
    const after = (before: Stage, { tags }: Stage) => ({
      ...before,
      tags: { ...before.tags, ...tags },
    });
    return { ...tagged, after, status: 201 };
  }
  if (method !== 'DELETE') return undefined;
  const removed = url.searchParams.getAll('tagKeys');
  const after = ({ tags, ...others }: Stage) => ({ ...others, tags: without(tags, removed) });
  return { ...tagged, after, status: 204 };
}

const without = <Value>(
  all: Readonly<Record<string, Value>> = {},
  keys: readonly string[],
): Record<string, Value> =>
  Object.fromEntries(Object.entries(all).filter(([key]) => !keys.includes(key)));

/** What is given replaces what was; the settings of a route replace those of that route only. */
const updated = (before: Stage, change: Stage): Stage => ({
  ...before,
  ...change,
  stageName: before.stageName,
  routeSettings: { ...before.routeSettings, ...change.routeSettings },
});

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
