import { z } from 'zod';
import { DEFAULT_ACCOUNT, type Scope } from '../aws-request';
import type { Moto } from '../moto';
import type { Store } from '../store';

const cors = z.object({
  allowOrigins: z.array(z.string()).nullish(),
  allowMethods: z.array(z.string()).nullish(),
  allowHeaders: z.array(z.string()).nullish(),
  exposeHeaders: z.array(z.string()).nullish(),
  allowCredentials: z.boolean().nullish(),
  maxAge: z.number().nullish(),
});

const api = z.object({
  apiId: z.string(),
  protocolType: z.string(),
  disableExecuteApiEndpoint: z.boolean().nullish(),
  corsConfiguration: cors.nullish(),
});

const route = z.object({
  routeKey: z.string(),
  target: z.string().nullish(),
  authorizationType: z.string().nullish(),
  authorizerId: z.string().nullish(),
  authorizationScopes: z.array(z.string()).nullish(),
});

const authorizer = z.object({
  authorizerId: z.string(),
  authorizerType: z.string(),
  identitySource: z.union([z.string(), z.array(z.string())]).nullish(),
  jwtConfiguration: z
    .object({ issuer: z.string(), audience: z.array(z.string()).nullish() })
    .nullish(),
});

const integration = z.object({
  integrationType: z.string(),
  integrationUri: z.string().nullish(),
  timeoutInMillis: z.number().nullish(),
});

const stage = z.object({ stageName: z.string() });

export type CorsConfiguration = z.infer<typeof cors>;
export type Route = z.infer<typeof route>;
export type Authorizer = z.infer<typeof authorizer>;
export type Integration = z.infer<typeof integration>;

/** An HTTP API as moto has it at the moment. */
export interface HttpApi extends Scope {
  readonly apiId: string;
  readonly cors: CorsConfiguration | undefined;
  readonly routes: readonly Route[];
  /** moto lists no authorizers: each is read when a route needs it. */
  readonly authorizer: (id: string) => Promise<Authorizer | undefined>;
  readonly integration: (id: string) => Promise<Integration | undefined>;
  readonly stages: readonly string[];
}

export interface ApisProps {
  readonly moto: Moto;
  /** Knows the `account/region` pairs to look in, besides moto's default. */
  readonly store: Store;
}

/** Finds the HTTP API with that id in any account and region seen so far. */
export async function findHttpApi(
  props: ApisProps,
  apiId: string,
  region: string | undefined,
): Promise<HttpApi | undefined> {
  const scopes = new Set([`${DEFAULT_ACCOUNT}/us-east-1`, ...props.store.scopes()]);
  const accounts = new Set([...scopes].map((scope) => scope.split('/')[0]));
  if (region !== undefined) accounts.forEach((account) => scopes.add(`${account ?? ''}/${region}`));
  for (const scope of scopes) {
    const [accountId = '', inRegion = ''] = scope.split('/');
    if (region !== undefined && region !== inRegion) continue;
    const found = await readHttpApi(props.moto, { accountId, region: inRegion }, apiId);
    if (found) return found;
  }
  return undefined;
}

async function readHttpApi(moto: Moto, scope: Scope, apiId: string): Promise<HttpApi | undefined> {
  const read = (path: string): Promise<unknown> =>
    moto.read(scope, 'apigateway', `/v2/apis/${apiId}${path}`);
  const found = await read('');
  if (found === undefined) return undefined;
  const { protocolType, disableExecuteApiEndpoint, corsConfiguration } = api.parse(found);
  if (protocolType !== 'HTTP' || disableExecuteApiEndpoint) return undefined;
  const [routes, stages] = await Promise.all([read('/routes'), read('/stages')]);
  return {
    ...scope,
    apiId,
    cors: corsConfiguration ?? undefined,
    routes: itemsOf(route).parse(routes).items,
    authorizer: async (id) => {
      const one = await read(`/authorizers/${id}`);
      return one === undefined ? undefined : authorizer.parse(one);
    },
    integration: async (id) => {
      const one = await read(`/integrations/${id}`);
      return one === undefined ? undefined : integration.parse(one);
    },
    stages: itemsOf(stage)
      .parse(stages)
      .items.map(({ stageName }) => stageName),
  };
}

function itemsOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item) });
}
