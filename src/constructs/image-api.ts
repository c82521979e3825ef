import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { Apigatewayv2Authorizer } from '@cdktf/provider-aws/lib/apigatewayv2-authorizer';
import { Apigatewayv2Stage } from '@cdktf/provider-aws/lib/apigatewayv2-stage';
import { CloudwatchLogGroup } from '@cdktf/provider-aws/lib/cloudwatch-log-group';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { requireProp } from './prop-error';

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
  error: '$context.error.message',
};

/** The HTTP API: JWT authorizer, throttled, logged. Without routes it answers 404 to everything. */
export class ImageApi extends Construct {
  readonly api: Apigatewayv2Api;
  readonly authorizer: Apigatewayv2Authorizer;
  readonly stage: Apigatewayv2Stage;

  constructor(scope: Construct, id: string, props: ImageApiProps) {
    super(scope, id);
    const rule = 'must be above 0: AWS accepts 0 and then answers 429 to every request';
    requireProp(this, 'rateLimit', props.rateLimit, (limit) => limit > 0, rule);
    requireProp(this, 'burstLimit', props.burstLimit, (limit) => limit > 0, rule);
    this.api = this.createApi(props);
    this.authorizer = this.authorizeByJwt(props);
    const accessLogs = this.createLogGroup(props);
    this.stage = this.deployStage(props, accessLogs);
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

  private authorizeByJwt(props: ImageApiProps): Apigatewayv2Authorizer {
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

  private deployStage(props: ImageApiProps, accessLogs: CloudwatchLogGroup): Apigatewayv2Stage {
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
