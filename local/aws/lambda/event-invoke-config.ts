import { decoded, passed, type Route } from '../call';
import type { Moto } from '../moto';
import { functionName, type FunctionName } from './function-name';

/** How a function's asynchronous invocations go on. */
export interface EventInvokeConfig {
  readonly MaximumRetryAttempts?: number;
  readonly MaximumEventAgeInSeconds?: number;
  readonly DestinationConfig?: {
    readonly OnSuccess?: { readonly Destination?: string };
    readonly OnFailure?: { readonly Destination?: string };
  };
}

const pathOf = (name: string): string => `/2019-09-25/functions/${name}/event-invoke-config`;

/** The function's configuration; empty where it has none. moto has one for all versions and aliases. */
export async function eventInvokeConfig(
  moto: Moto,
  named: FunctionName,
): Promise<EventInvokeConfig> {
  const found = await moto.read(named, 'lambda', pathOf(named.name));
  return found ?? {};
}

/**
 * PutFunctionEventInvokeConfig and UpdateFunctionEventInvokeConfig. moto keeps the first configuration
 * that it got, whatever comes later.
 */
export const eventInvokeConfigs =
  (moto: Moto): Route =>
  async ({ signed, service, method, url, body }) => {
    const [, encoded] =
      /^\/2019-09-25\/functions\/([^/]+)\/event-invoke-config\/?$/.exec(url.pathname) ?? [];
    const isUpdate = method === 'POST';
    if (!signed || service !== 'lambda' || encoded === undefined) return undefined;
    if (!isUpdate && method !== 'PUT') return undefined;
    const named = functionName(signed, decoded(encoded));
    const sent = JSON.parse((await body()).toString('utf8')) as EventInvokeConfig;
    const ask = (verb: string, config?: EventInvokeConfig): Promise<Response> =>
      moto.ask(named, {
        ...{ service: 'lambda', method: verb, path: pathOf(named.name) },
        ...(config && { body: JSON.stringify(config) }),
      });
    const before = isUpdate ? await eventInvokeConfig(moto, named) : {};
    await ask('DELETE');
    return passed(await ask('PUT', { ...before, ...sent }));
  };
