import { GetApiCommand, GetAuthorizerCommand, GetStageCommand } from '@aws-sdk/client-apigatewayv2';
import { managed, type TerraformState } from '../../terraform/state/state-file';
import { resourceCheck } from './attribute-checks';
import type { Check } from './check';

const NO_ROUTE = '/no-such-route';

/** What the epic asks of the API. */
export const API_CHECKS: readonly Check[] = [
  resourceCheck({
    id: 'api-exists',
    criterion: '1.3.6 HTTP API exists',
    path: 'image-api/api',
    aws: ({ clients, output }) => clients.api.send(new GetApiCommand({ ApiId: output('api_id') })),
    attributes: { name: ({ Name }) => Name, protocol_type: ({ ProtocolType }) => ProtocolType },
  }),
  resourceCheck({
    id: 'api-authorizer',
    criterion: '1.2.5 JWT authorizer',
    path: 'image-api/jwt-authorizer',
    aws: ({ clients, output }) => {
      const ids = { ApiId: output('api_id'), AuthorizerId: output('jwt_authorizer_id') };
      return clients.api.send(new GetAuthorizerCommand(ids));
    },
    attributes: {
      authorizer_type: ({ AuthorizerType }) => AuthorizerType,
      'jwt_configuration.issuer': ({ JwtConfiguration }) => JwtConfiguration?.Issuer,
      'jwt_configuration.audience': ({ JwtConfiguration }) => JwtConfiguration?.Audience,
    },
  }),
  resourceCheck({
    id: 'api-throttling',
    criterion: 'API throttling',
    path: 'image-api/default-stage',
    aws: ({ clients, output }) =>
      clients.api.send(new GetStageCommand({ ApiId: output('api_id'), StageName: '$default' })),
    attributes: {
      'default_route_settings.throttling_rate_limit': ({ DefaultRouteSettings }) =>
        DefaultRouteSettings?.ThrottlingRateLimit,
      'default_route_settings.throttling_burst_limit': ({ DefaultRouteSettings }) =>
        DefaultRouteSettings?.ThrottlingBurstLimit,
    },
  }),
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
