import { bodyOf, decoded, withBody, type Call, type Route } from '../call';
import type { Moto } from '../moto';
import type { Store } from '../store';
import { zipOf, type CodeSource, type FunctionCode } from './function-code';
import { functionName, type FunctionName } from './function-name';
import { completed, settingsIn, type FunctionSettings } from './function-settings';

/** The key of what is kept of a function. */
export const keyOf = ({ accountId, region, name }: FunctionName): string =>
  `${accountId}/${region}/${name}`;

interface Sent extends FunctionSettings, CodeSource {
  readonly FunctionName?: string;
  readonly Code?: CodeSource;
}

const FUNCTION_PATH = /^\/[\d-]+\/functions(?:\/([^/]+)(\/configuration|\/code)?)?\/?$/;

/** Operations that set or describe one function; the method, and what stands behind its name. */
const OPERATIONS = new Set([
  'POST ',
  'GET ',
  'GET /configuration',
  'PUT /configuration',
  'PUT /code',
]);

/**
 * Functions' deployments and descriptions: moto answers, its code and what moto forgets of its
 * configuration are kept here and given back.
 */
export const functionConfiguration =
  (moto: Moto, store: Store, code: FunctionCode): Route =>
  async (call) => {
    const { signed, service, method, url } = call;
    const [path, encoded, part = ''] = FUNCTION_PATH.exec(url.pathname) ?? [];
    const isList = method === 'GET' && encoded === undefined;
    const isKnown = OPERATIONS.has(`${method} ${part}`) && !isList;
    if (signed === undefined || service !== 'lambda' || path === undefined || !isKnown) {
      return undefined;
    }
    const sent: Sent = method === 'GET' ? {} : await sentIn(call);
    const named = functionName(signed, decoded(encoded ?? sent.FunctionName ?? ''));
    const answer = await moto.pass(call);
    if (answer.status >= 300) return answer;
    // `CreateFunction` has its code below `Code`, `UpdateFunctionCode` at its root.
    const zip = await zipOf(moto, signed, sent.Code ?? sent);
    if (zip) code.keep(zip);
    if (method === 'POST') Reflect.deleteProperty(store.data.functionSettings, keyOf(named));
    const settings = { ...store.data.functionSettings[keyOf(named)], ...settingsIn(sent) };
    store.data.functionSettings[keyOf(named)] = settings;
    const described = JSON.parse((await bodyOf(answer)).toString('utf8')) as object;
    if (!('Configuration' in described)) {
      return withBody(answer, JSON.stringify(completed(named.name, described, settings)));
    }
    const Configuration = completed(named.name, described.Configuration as object, settings);
    // moto's description leaves out a reservation of zero.
    const isZero = (await reservedConcurrency(moto, named)) === 0;
    const Concurrency = isZero && { Concurrency: { ReservedConcurrentExecutions: 0 } };
    return withBody(answer, JSON.stringify({ ...described, Configuration, ...Concurrency }));
  };

const sentIn = async (call: Call): Promise<Sent> =>
  JSON.parse((await call.body()).toString('utf8')) as Sent;

/** How many executions of the function may run at once; undefined where none are reserved. */
export async function reservedConcurrency(
  moto: Moto,
  named: FunctionName,
): Promise<number | undefined> {
  const path = `/2019-09-30/functions/${named.name}/concurrency`;
  const found = (await moto.read(named, 'lambda', path)) as
    | { readonly ReservedConcurrentExecutions?: number | null }
    | undefined;
  return found?.ReservedConcurrentExecutions ?? undefined;
}
