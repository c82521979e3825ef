import type { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import type { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
import { Apigatewayv2Integration } from '@cdktf/provider-aws/lib/apigatewayv2-integration';
import { Apigatewayv2Route } from '@cdktf/provider-aws/lib/apigatewayv2-route';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import { checkProp } from '../check-prop';
import { routeSlug } from './route-key';

/** Who may call a route: holders of a token, or everyone, which takes a waiver of the guardrail `api-authorization`. */
export type RouteAuthorization =
  | {
      readonly type: 'jwt';
      /**
       * A token must carry one of these, ten at most.
       * @default any token that the API trusts
       */
      readonly scopes?: readonly string[];
    }
  | { readonly type: 'public' };

export interface RouteThrottling {
  /** Steady requests per second, above 0. */
  readonly rateLimit: number;
  /** Requests at once, above 0. */
  readonly burstLimit: number;
}

export interface RouteProps {
  readonly function: LambdaFunction;
  /** @default a token that the API trusts, whatever its scopes */
  readonly authorization?: RouteAuthorization | undefined;
  /** @default the API's own limits */
  readonly throttling?: RouteThrottling | undefined;
}

export interface ApiRouteProps extends RouteProps {
  readonly routeKey: string;
  readonly api: Apigatewayv2Api;
  readonly authorizer: Apigatewayv2Authorizer;
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_SCOPES = 10;

/** A route of an HTTP API and the function behind it. Made by `ImageApi.addRoute`. */
export class ApiRoute extends Construct {
  readonly route: Apigatewayv2Route;

  constructor(scope: Construct, id: string, props: ApiRouteProps) {
    super(scope, id);
    const authorization = props.authorization ?? { type: 'jwt' };
    this.checkScopes(authorization);
    const integration = this.createIntegration(props);
    this.createPermission(props);
    this.route = this.createRoute(props, authorization, integration);
  }

  private checkScopes(authorization: RouteAuthorization): void {
    if (authorization.type !== 'jwt' || authorization.scopes === undefined) return;
    const { scopes } = authorization;
    const isValid = scopes.length >= 1 && scopes.length <= MAX_SCOPES;
    checkProp(this, { scopes }, !isValid && `must be 1 to ${MAX_SCOPES}, or left out`);
  }

  private createIntegration(props: ApiRouteProps): Apigatewayv2Integration {
    return new Apigatewayv2Integration(this, 'integration', {
      apiId: props.api.id,
      integrationType: 'AWS_PROXY',
      integrationMethod: 'POST',
      integrationUri: props.function.arn,
      payloadFormatVersion: '2.0',
    });
  }

  private createPermission(props: ApiRouteProps): void {
    const [method = '', path = ''] = props.routeKey.split(' ');
    new LambdaPermission(this, 'permission', {
      statementId: `invoke-${routeSlug(props.routeKey)}`,
      action: 'lambda:InvokeFunction',
      functionName: props.function.functionName,
      principal: 'apigateway.amazonaws.com',
      // The star is the API's stage, of which there is one. Variables stay as the route names them.
      sourceArn: `${props.api.executionArn}/*/${method}${path}`,
    });
  }

  private createRoute(
    props: ApiRouteProps,
    authorization: RouteAuthorization,
    integration: Apigatewayv2Integration,
  ): Apigatewayv2Route {
    return new Apigatewayv2Route(this, 'route', {
      apiId: props.api.id,
      routeKey: props.routeKey,
      target: `integrations/${integration.id}`,
      ...(authorization.type === 'public'
        ? { authorizationType: 'NONE' }
        : {
            authorizationType: 'JWT',
            authorizerId: props.authorizer.id,
            ...(authorization.scopes !== undefined && {
              authorizationScopes: [...authorization.scopes],
            }),
          }),
      // The stage has to drop a route's settings before the route goes: with settings left over
      // for a route that is gone, API Gateway refuses every further change of the stage.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
