import { GetApiCommand, GetAuthorizerCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { stackName } from '../../config/names';
import type { TerraformState } from '../state/state-file';
import { managed } from '../state/state-file';
import type { Check } from './check';
import { listed } from './check';

const NO_ROUTE = '/no-such-route';

/** What the epic asks of the API. */
export const API_CHECKS: readonly Check[] = [
  {
    id: 'api-exists',
    criterion: '1.3.6 HTTP API exists',
    expected: ({ stage }) => `${stackName(stage.name)} HTTP`,
    check: async ({ clients, output }) => {
      const found = await clients.api.send(new GetApiCommand({ ApiId: output('api_id') }));
      return `${found.Name ?? '?'} ${found.ProtocolType ?? '?'}`;
    },
  },
  {
    id: 'api-authorizer',
    criterion: '1.2.5 JWT authorizer',
    expected: ({ expected: { jwt } }) => authorizer('JWT', jwt.issuer, jwt.audience),
    check: async ({ clients, output }) => {
      const ids = { ApiId: output('api_id'), AuthorizerId: output('jwt_authorizer_id') };
      const found = await clients.api.send(new GetAuthorizerCommand(ids));
      const { Issuer, Audience } = found.JwtConfiguration ?? {};
      return authorizer(found.AuthorizerType, Issuer, Audience);
    },
  },
  {
    id: 'api-throttling',
    criterion: 'API throttling (per second / burst)',
    expected: ({ expected: { throttling } }) =>
      `${throttling.throttling_rate_limit} / ${throttling.throttling_burst_limit}`,
    check: async ({ clients, output }) => {
      const { DefaultRouteSettings: settings } = await clients.api.send(
        new GetStageCommand({ ApiId: output('api_id'), StageName: '$default' }),
      );
      const { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst } = settings ?? {};
      return `${rate ?? 'none'} / ${burst ?? 'none'}`;
    },
  },
  {
    id: 'api-answers',
    criterion: '1.3.9 API answers',
    expected: ({ state }) => {
      const route = guardedRoute(state);
      return route === undefined ? '404 without routes' : `401 without a token at ${route}`;
    },
    check: async ({ clients, output }, { state }) => {
      const route = guardedRoute(state);
      const [method = 'GET', path = NO_ROUTE] = route?.split(' ') ?? [];
      const url = output('api_endpoint') + path.replace(/\{[^}]*\}/g, 'verify');
      const { status } = await clients.request(url, method === 'ANY' ? 'GET' : method);
      return `${status} ${route === undefined ? 'without routes' : `without a token at ${route}`}`;
    },
  },
];

const authorizer = (type = '?', issuer = '?', audiences: readonly string[] = []): string =>
  `${type} of ${issuer} for ${listed(audiences)}`;

/** A route that wants a token, e.g. `GET /images/{id}`; undefined while the stage has none. */
function guardedRoute(state: TerraformState): string | undefined {
  return managed(state)
    .filter(
      ({ type, attributes }) =>
        type === 'aws_apigatewayv2_route' && attributes.authorization_type === 'JWT',
    )
    .map(({ attributes }) => attributes.route_key)
    .find((key) => typeof key === 'string' && key.includes(' ')) as string | undefined;
}
