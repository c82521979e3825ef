import { boundaryName, stackName } from '../config/names';
import type { Limit, ScopedStage } from './limit';

/** Who takes the roles of a stage: functions, and what writes the flow logs. */
const SERVICES = ['lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

/** As it calls itself where it takes its own role. */
const API_GATEWAY = 'ops.apigateway.amazonaws.com';

export const IDENTITY_SCOPES = {
  roles: (stage) => ({ resources: [roleArn(stage)] }),
  boundedRoles: (stage) => ({
    resources: [roleArn(stage)],
    conditions: [
      { test: 'ArnEquals', variable: 'iam:PermissionsBoundary', values: [boundaryArn(stage)] },
    ],
  }),
  boundary: (stage) => ({ resources: [boundaryArn(stage)] }),
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/using-service-linked-roles.html */
  apiGatewayRole: ({ account }) => ({
    resources: [
      `arn:aws:iam::${account}:role/aws-service-role/${API_GATEWAY}/AWSServiceRoleForAPIGateway`,
    ],
    conditions: [{ test: 'StringEquals', variable: 'iam:AWSServiceName', values: [API_GATEWAY] }],
  }),
  passedRoles: (stage) => ({
    resources: [roleArn(stage)],
    conditions: [{ test: 'StringEquals', variable: 'iam:PassedToService', values: SERVICES }],
  }),
} as const satisfies Record<string, (stage: ScopedStage) => Limit>;

const roleArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:role/${stackName(name)}-*`;

const boundaryArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:policy/${boundaryName(name)}`;
