import { boundaryName } from '../../../src/config/names';
import type { StageConfig } from '../../../src/config/schema';
import type { Calls } from './calls';
import { ACCOUNT } from './documents';
import type { Context } from './simulate';

interface CommonTarget {
  readonly calls: Calls;
  readonly arn: string;
  readonly context: Context;
}

const STATE = 'lego-moc-image-service-state';
const LOCKS = `arn:aws:dynamodb:us-east-1:${ACCOUNT}:table/image-service-state-lock`;

/** What a stage has outside its own stack: its state with the locks, its stored plans, and its boundary. */
export function commonTargets({ name }: StageConfig): CommonTarget[] {
  const key = `image-service/${name}/terraform.tfstate`;
  const item = (id: string, calls: Pick<Calls, 'read' | 'store' | 'change'>): CommonTarget => ({
    calls: { kind: 'dynamodb:table', label: 'lock of the state', arn: () => LOCKS, ...calls },
    arn: LOCKS,
    context: { 'dynamodb:LeadingKeys': [id] },
  });
  const object = (
    label: string,
    path: string,
    calls: Omit<Calls, 'kind' | 'arn'>,
  ): CommonTarget => {
    const arn = `arn:aws:s3:::${STATE}/${path}`;
    return { calls: { kind: 's3:object', label, arn: () => arn, ...calls }, arn, context: {} };
  };
  return [
    object('state', key, {
      read: 's3:GetObject s3:GetObjectVersion',
      change: 's3:PutObject s3:PutObjectVersionTagging',
    }),
    object('lock file of the state', `${key}.tflock`, {
      read: 's3:GetObject',
      store: 's3:DeleteObject s3:PutObject',
      change: 's3:DeleteObject s3:PutObject',
    }),
    object('stored plan', `image-service-plans/${name}/0123`, {
      store: 's3:PutObject',
      change: 's3:DeleteObjectVersion s3:GetObject',
    }),
    object('errored state', `image-service/${name}/errored/image-service-${name}-8.tfstate`, {
      change: 's3:PutObject',
    }),
    {
      calls: {
        kind: 's3:object',
        label: 'settings of the last deploy',
        arn: () => `arn:aws:s3:::${STATE}/image-service/${name}/settings.json`,
        read: 's3:GetObject',
        change: 's3:PutObject',
      },
      arn: `arn:aws:s3:::${STATE}/image-service/${name}/settings.json`,
      context: {},
    },
    {
      calls: {
        kind: 'dynamodb:table',
        label: 'lock of the state',
        arn: () => '',
        read: 'dynamodb:DescribeTable',
      },
      arn: LOCKS,
      context: {},
    },
    {
      calls: { kind: 's3:bucket', arn: () => '', read: 's3:ListBucket' },
      arn: `arn:aws:s3:::${STATE}`,
      context: {},
    },
    item(`${STATE}/${key}`, {
      read: 'dynamodb:GetItem',
      store: 'dynamodb:DeleteItem dynamodb:PutItem',
      change: 'dynamodb:DeleteItem dynamodb:PutItem',
    }),
    item(`${STATE}/${key}-md5`, {
      read: 'dynamodb:GetItem',
      change: 'dynamodb:PutItem',
    }),
    {
      calls: { kind: 'iam:policy', arn: () => '', verify: 'iam:GetPolicy' },
      arn: `arn:aws:iam::${ACCOUNT}:policy/${boundaryName(name)}`,
      context: {},
    },
  ];
}
