import type { Aws } from '../aws';
import { DEFAULT_SCOPE, whereOf, type Scope } from '../aws-request';
import type { Moto } from '../moto';

type Optional<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | null };

export type CorsConfiguration = Optional<{
  allowOrigins: readonly string[];
  allowMethods: readonly string[];
  allowHeaders: readonly string[];
  exposeHeaders: readonly string[];
  allowCredentials: boolean;
  maxAge: number;
}>;

export type Route = { readonly routeKey: string } & Optional<{
  target: string;
  authorizationType: string;
  authorizerId: string;
  authorizationScopes: readonly string[];
}>;

export type Authorizer = Optional<{
  identitySource: string | readonly string[];
  jwtConfiguration: { readonly issuer: string; readonly audience?: readonly string[] | null };
}>;

export type Integration = { readonly integrationType: string } & Optional<{
  integrationUri: string;
  payloadFormatVersion: string;
  timeoutInMillis: number;
}>;

type Api = { readonly protocolType: string } & Optional<{
  disableExecuteApiEndpoint: boolean;
  corsConfiguration: CorsConfiguration;
}>;

/** An HTTP API as moto has it at the moment. */
export interface HttpApi extends Scope {
  readonly apiId: string;
  readonly cors: CorsConfiguration | undefined;
  readonly routes: readonly Route[];
  /** moto lists no authorizers: each is read when a route needs it. */
  readonly authorizer: (id: string) => Promise<Authorizer | undefined>;
  readonly integration: (id: string) => Promise<Integration | undefined>;
  readonly stages: readonly Stage[];
}

interface Stage {
  readonly stageName: string;
  readonly defaultRouteSettings?: { readonly detailedMetricsEnabled?: boolean | null } | null;
}

/** Finds the HTTP API with that id in any account and region seen so far. */
export async function findHttpApi(
  { moto, store }: Aws,
  apiId: string,
  region: string | undefined,
): Promise<HttpApi | undefined> {
  const scopes = new Set([whereOf(DEFAULT_SCOPE), ...store.data.scopes]);
  const accounts = new Set([...scopes].map((scope) => scope.split('/')[0]));
  if (region !== undefined) accounts.forEach((account) => scopes.add(`${account ?? ''}/${region}`));
  for (const scope of scopes) {
    const [accountId = '', inRegion = ''] = scope.split('/');
    if (region !== undefined && region !== inRegion) continue;
    const found = await readHttpApi(moto, { accountId, region: inRegion }, apiId);
    if (found) return found;
  }
  return undefined;
}

async function readHttpApi(moto: Moto, scope: Scope, apiId: string): Promise<HttpApi | undefined> {
  const read = (path: string): Promise<unknown> =>
    moto.read(scope, 'apigateway', `/v2/apis/${apiId}${path}`);
  const found = (await read('')) as Api | undefined;
  if (found?.protocolType !== 'HTTP' || found.disableExecuteApiEndpoint === true) return undefined;
  const [routes, stages] = (await Promise.all([read('/routes'), read('/stages')])) as [
    { readonly items: readonly Route[] },
    { readonly items: readonly Stage[] },
  ];
  return {
    ...scope,
    apiId,
    cors: found.corsConfiguration ?? undefined,
    routes: routes.items,
    authorizer: async (id) => (await read(`/authorizers/${id}`)) as Authorizer | undefined,
    integration: async (id) => (await read(`/integrations/${id}`)) as Integration | undefined,
    stages: stages.items,
  };
}
