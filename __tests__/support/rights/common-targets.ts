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

const target = (arn: string, calls: Omit<Calls, 'arn'>, context: Context = {}): CommonTarget => ({
  calls: { arn: () => arn, ...calls },
  arn,
  context,
});

/** What a stage has outside its own stack: its state with the locks, its stored plans, and its boundary. */
export function commonTargets({ name }: StageConfig): CommonTarget[] {
  const key = `image-service/${name}/terraform.tfstate`;
  const object = (label: string, path: string, calls: Omit<Calls, 'kind' | 'arn'>): CommonTarget =>
    target(`arn:aws:s3:::${STATE}/${path}`, { kind: 's3:object', label, ...calls });
  const lock = { kind: 'dynamodb:table', label: 'lock of the state' } as const;
  const item = (id: string, calls: Pick<Calls, 'read' | 'store' | 'change'>): CommonTarget =>
    target(LOCKS, { ...lock, ...calls }, { 'dynamodb:LeadingKeys': [id] });
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
    object('settings of the last deploy', `image-service/${name}/settings.json`, {
      read: 's3:GetObject',
      change: 's3:PutObject',
    }),
    target(LOCKS, { ...lock, read: 'dynamodb:DescribeTable' }),
    target(`arn:aws:s3:::${STATE}`, { kind: 's3:bucket', read: 's3:ListBucket' }),
    item(`${STATE}/${key}`, {
      read: 'dynamodb:GetItem',
      store: 'dynamodb:DeleteItem dynamodb:PutItem',
      change: 'dynamodb:DeleteItem dynamodb:PutItem',
    }),
    item(`${STATE}/${key}-md5`, {
      read: 'dynamodb:GetItem',
      change: 'dynamodb:PutItem',
    }),
    target(`arn:aws:iam::${ACCOUNT}:policy/${boundaryName(name)}`, {
      kind: 'iam:policy',
      verify: 'iam:GetPolicy',
    }),
  ];
}
