import { optionWords, removes, type ResourceType, type ResourceTypes } from './resource-type';
import { anything, ofStage, scope, type ScopedStage } from './scope';

/** The service as it calls itself where it takes its own role. */
const PRINCIPAL = 'ops.apigateway.amazonaws.com';

/**
 * Log delivery that API Gateway sets up on behalf of who turns on access logs:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html
 */
const SET_UP_ACCESS_LOGS = [
  'logs:CreateLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
] as const;

/**
 * AWS asks for them although its reference lacks them:
 * https://github.com/hashicorp/terraform-provider-aws/issues/20634
 */
const TAG_API = 'apigateway:TagResource';
const UNTAG_API = 'apigateway:UntagResource';

const apiArns = ({ region }: ScopedStage): string => `arn:aws:apigateway:${region}::/apis`;

const PARTS = [
  'authorizers',
  'authorizers/*',
  'cors',
  'integrations',
  'integrations/*',
  'routes',
  'routes/*',
  'stages/*/accesslogsettings',
  'stages/*/routesettings/*',
];

/** By tag: APIs have generated ids. Their stages have tags of their own. */
export const apis = scope('Apis', (stage) => ({
  resources: [`${apiArns(stage)}/*`],
  conditions: ofStage('StringEquals', 'aws:ResourceTag', stage),
}));
const newApis = scope('NewApis', (stage) => ({
  resources: [apiArns(stage)],
  conditions: ofStage('StringEquals', 'aws:RequestTag', stage),
}));
const newApiStages = scope('NewApiStages', (stage) => ({
  resources: [`${apiArns(stage)}/*/stages`],
  conditions: [
    ...ofStage('StringEquals', 'aws:RequestTag', stage),
    ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
  ],
}));
/**
 * Tags of what is being made: AWS asks that of the collection, where nothing has tags yet. Its
 * reference does not say which keys it sends along.
 */
const newApiTags = scope('NewApiTags', (stage) => ({
  resources: [apiArns(stage), `${apiArns(stage)}/*/stages`],
  conditions: ofStage('StringEqualsIfExists', 'aws:RequestTag', stage),
}));
/** An HTTP API hands its tags to nothing that it consists of. */
export const apiParts = scope('ApiParts', (stage) => ({
  resources: PARTS.map((part) => `${apiArns(stage)}/*/${part}`),
  conditions: ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
}));
/** Never the tags that tell stages apart. */
const apiTags = scope('ApiTags', (stage) => ({
  resources: [`arn:aws:apigateway:${stage.region}::/tags/*`],
  conditions: [
    ...ofStage('StringEqualsIfExists', 'aws:ResourceTag', stage),
    {
      test: 'ForAllValues:StringNotEqualsIgnoreCase',
      variable: 'aws:TagKeys',
      values: ['Service', 'Stage'],
    },
  ],
}));
/** https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html */
const apiGatewayRole = scope('ApiGatewayRole', ({ account }) => ({
  resources: [
    `arn:aws:iam::${account}:role/aws-service-role/${PRINCIPAL}/AWSServiceRoleForAPIGateway`,
  ],
  conditions: [{ test: 'StringEquals', variable: 'iam:AWSServiceName', values: [PRINCIPAL] }],
}));

const tagged = {
  on: apis,
  read: ['apigateway:GET'],
  update: ['apigateway:PATCH'],
  delete: ['apigateway:DELETE'],
  tag: [TAG_API, UNTAG_API],
} as const;

const changedTags = {
  on: apiTags,
  tag: ['apigateway:DELETE', 'apigateway:POST', 'apigateway:PUT'],
} as const;

/** A part of an API. */
const part: ResourceType = {
  rights: [
    {
      on: apiParts,
      read: ['apigateway:GET'],
      create: ['apigateway:POST'],
      update: ['apigateway:PATCH'],
      delete: ['apigateway:DELETE'],
    },
  ],
  data: 'none',
};

// https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis.html
const names = { attribute: 'name', allowed: /^.{1,128}$/, rule: '1 to 128 characters' } as const;

export const API_GATEWAY = {
  aws_apigatewayv2_api: {
    rights: [
      tagged,
      { on: newApis, create: ['apigateway:POST'] },
      // The account's first API has API Gateway make its own role there, in the caller's name.
      { on: apiGatewayRole, create: ['iam:CreateServiceLinkedRole'] },
      { on: newApiTags, create: [TAG_API] },
      changedTags,
    ],
    data: 'none',
    untouched: { ip_address_type: 'ipv4' },
    names,
    tagged: {
      arn: /^apigateway:\/apis\/(?<id>[^/]+)$/,
      remove: removes('apigatewayv2', 'delete-api', 'api-id'),
    },
  },
  aws_apigatewayv2_authorizer: { ...part, names },
  aws_apigatewayv2_integration: part,
  aws_apigatewayv2_route: part,
  aws_apigatewayv2_stage: {
    rights: [
      tagged,
      { on: newApiStages, create: ['apigateway:POST'] },
      { on: newApiTags, create: [TAG_API] },
      changedTags,
      // A route's own limits, or the access log, that are no longer wanted.
      { on: apiParts, update: ['apigateway:DELETE'] },
      {
        on: anything,
        create: SET_UP_ACCESS_LOGS,
        update: [...SET_UP_ACCESS_LOGS, 'logs:DeleteLogDelivery'],
        delete: ['logs:DeleteLogDelivery', 'logs:GetLogDelivery', 'logs:ListLogDeliveries'],
      },
    ],
    data: 'none',
    // A route that changes is deployed by the stage itself.
    filledIn: ['deployment_id'],
    tagged: {
      arn: /^apigateway:\/apis\/(?<api>[^/]+)\/stages\/(?<name>.+)$/,
      importId: ({ api, name }) => `${api}/${name}`,
      remove: (_, { api = '', name = '' }) => [
        ...['apigatewayv2', 'delete-stage', '--api-id', api],
        ...optionWords('stage-name', name),
      ],
    },
  },
} as const satisfies ResourceTypes;
