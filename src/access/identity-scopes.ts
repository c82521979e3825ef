import { boundaryName, stackName } from '../config/names';
import type { Limit, ScopedStage } from './limit';

/** Who takes the roles of a stage: functions, and what writes the flow logs. */
const SERVICES = ['lambda.amazonaws.com', 'vpc-flow-logs.amazonaws.com'];

export const IDENTITY_SCOPES = {
  roles: (stage) => ({ resources: [roleArn(stage)] }),
  boundedRoles: (stage) => ({
    resources: [roleArn(stage)],
    conditions: [
      { test: 'ArnEquals', variable: 'iam:PermissionsBoundary', values: [boundaryArn(stage)] },
    ],
  }),
  boundary: (stage) => ({ resources: [boundaryArn(stage)] }),
  passedRoles: (stage) => ({
    resources: [roleArn(stage)],
    conditions: [{ test: 'StringEquals', variable: 'iam:PassedToService', values: SERVICES }],
  }),
} as const satisfies Record<string, (stage: ScopedStage) => Limit>;

const roleArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:role/${stackName(name)}-*`;

const boundaryArn = ({ name, account }: ScopedStage): string =>
  `arn:aws:iam::${account}:policy/${boundaryName(name)}`;
