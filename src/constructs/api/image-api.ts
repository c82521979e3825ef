import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
import type { Apigatewayv2StageRouteSettings } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { ApiRoute, type RouteProps, type RouteThrottling } from './api-route';
import { checkProp } from '../check-prop';
import { routeKeyProblem, routeShape, routeSlug } from './route-key';

export interface ImageApiProps {
  readonly apiName: string;
  readonly logGroupName: string;
  readonly logRetentionDays: number;
  /** The `iss` claim that a token must carry. AWS reads its discovery document on deploy. */
  readonly jwtIssuer: string;
  /** A token must carry one of these as `aud` or `client_id`. */
  readonly jwtAudiences: readonly string[];
  /** Sites whose pages may call the API. */
  readonly allowedOrigins: readonly string[];
  /** Steady requests per second over all routes, above 0. */
  readonly rateLimit: number;
  /** Requests at once over all routes, above 0. */
  readonly burstLimit: number;
}

/**
 * What an access log line holds.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html
 */
const ACCESS_LOG_FORMAT = {
  requestId: '$context.requestId',
  requestTime: '$context.requestTime',
  sourceIp: '$context.identity.sourceIp',
  userAgent: '$context.identity.userAgent',
  httpMethod: '$context.httpMethod',
  path: '$context.path',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatency: '$context.responseLatency',
  integrationStatus: '$context.integrationStatus',
  integrationLatency: '$context.integrationLatency',
  integrationError: '$context.integrationErrorMessage',
  authorizerError: '$context.authorizer.error',
  // In quotes: API Gateway escapes those within (https://github.com/DataBiosphere/azul/issues/4348), while
  // messageString, which brings its own, is a bare `-` where there is no error, and that is no JSON.
  error: '$context.error.message',
};

/** The HTTP API: JWT authorizer, throttled, logged. Without routes it answers 404 to everything. */
export class ImageApi extends Construct {
  readonly api: Apigatewayv2Api;
  readonly authorizer: Apigatewayv2Authorizer;
  readonly stage: Apigatewayv2Stage;
  private readonly routes = new Map<string, string>();
  private readonly routeSettings: Apigatewayv2StageRouteSettings[] = [];

  constructor(scope: Construct, id: string, props: ImageApiProps) {
    super(scope, id);
    checkLimits(this, props);
    this.api = this.createApi(props);
    this.authorizer = this.createAuthorizer(props);
    const accessLogs = this.createLogGroup(props);
    this.stage = this.createStage(props, accessLogs);
  }

  /**
   * Puts a function behind a route, e.g. `addRoute('GET /images/{id}', { function })`. Callers need
   * a token unless the route is public in so many words.
   */
  addRoute(routeKey: string, props: RouteProps): ApiRoute {
    this.checkRouteKey(routeKey);
    if (props.throttling !== undefined) checkLimits(this, props.throttling);
    const route = new ApiRoute(this, routeSlug(routeKey), {
      ...props,
      routeKey,
      api: this.api,
      authorizer: this.authorizer,
    });
    if (props.throttling !== undefined) this.addRouteSettings(route, props.throttling);
    return route;
  }

  private checkRouteKey(routeKey: string): void {
    checkProp(this, { routeKey }, routeKeyProblem(routeKey));
    const shape = routeShape(routeKey);
    const rival = this.routes.get(shape);
    checkProp(this, { routeKey }, rival && `must not catch the same requests as "${rival}"`);
    const slug = routeSlug(routeKey);
    const namesake = [...this.routes.values()].find((other) => routeSlug(other) === slug);
    checkProp(
      this,
      { routeKey },
      namesake &&
        `must not have the construct id "${slug}", which that of "${namesake}" has: name a variable of one of them otherwise`,
    );
    this.routes.set(shape, routeKey);
  }

  private addRouteSettings({ route }: ApiRoute, { rateLimit, burstLimit }: RouteThrottling): void {
    this.routeSettings.push({
      // A reference, not the text: API Gateway refuses settings for a route that does not exist yet.
      routeKey: route.routeKey,
      // A route's settings replace the stage's: what is left out here is off.
      detailedMetricsEnabled: true,
      throttlingRateLimit: rateLimit,
      throttlingBurstLimit: burstLimit,
    });
    this.stage.putRouteSettings(this.routeSettings);
  }

  private createApi(props: ImageApiProps): Apigatewayv2Api {
    return new Apigatewayv2Api(this, 'api', {
      name: props.apiName,
      protocolType: 'HTTP',
      corsConfiguration: {
        allowOrigins: [...props.allowedOrigins],
        allowMethods: ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'],
        allowHeaders: ['authorization', 'content-type'],
        maxAge: 3600,
      },
    });
  }

  private createAuthorizer(props: ImageApiProps): Apigatewayv2Authorizer {
    return new Apigatewayv2Authorizer(this, 'jwt-authorizer', {
      apiId: this.api.id,
      name: 'jwt',
      authorizerType: 'JWT',
      identitySources: ['$request.header.Authorization'],
      jwtConfiguration: { issuer: props.jwtIssuer, audience: [...props.jwtAudiences] },
    });
  }

  private createLogGroup(props: ImageApiProps): CloudwatchLogGroup {
    return new CloudwatchLogGroup(this, 'access-logs', {
      name: props.logGroupName,
      retentionInDays: props.logRetentionDays,
    });
  }

  private createStage(props: ImageApiProps, accessLogs: CloudwatchLogGroup): Apigatewayv2Stage {
    return new Apigatewayv2Stage(this, 'default-stage', {
      apiId: this.api.id,
      name: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: accessLogs.arn,
        format: Fn.jsonencode(ACCESS_LOG_FORMAT),
      },
      // No loggingLevel and no dataTraceEnabled: those exist for WebSocket APIs only.
      defaultRouteSettings: {
        detailedMetricsEnabled: true,
        throttlingRateLimit: props.rateLimit,
        throttlingBurstLimit: props.burstLimit,
      },
    });
  }
}

function checkLimits(construct: Construct, { rateLimit, burstLimit }: RouteThrottling): void {
  const rule = 'must be above 0: AWS accepts 0 and then answers 429 to every request';
  checkProp(construct, { rateLimit }, !(rateLimit > 0) && rule);
  checkProp(construct, { burstLimit }, !(burstLimit > 0) && rule);
}
