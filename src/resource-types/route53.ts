import type { ResourceTypes } from './resource-type';
import { anything, onlyThese, scope } from './scope';

export const hostedZones = scope('HostedZones', () => ({
  resources: ['arn:aws:route53:::hostedzone/*'],
}));
/** Only the image domain's records and those that prove it to ACM. */
const records = scope('Records', ({ imageDomain }) => ({
  resources: ['arn:aws:route53:::hostedzone/*'],
  conditions: onlyThese('StringLike', 'route53:ChangeResourceRecordSetsNormalizedRecordNames', [
    imageDomain,
    `_*.${imageDomain}`,
  ]),
}));
const recordChanges = scope('RecordChanges', () => ({ resources: ['arn:aws:route53:::change/*'] }));

export const ROUTE53 = {
  aws_route53_record: {
    rights: [
      { on: hostedZones, read: ['route53:GetHostedZone', 'route53:ListResourceRecordSets'] },
      {
        on: records,
        create: ['route53:ChangeResourceRecordSets'],
        update: ['route53:ChangeResourceRecordSets'],
        delete: ['route53:ChangeResourceRecordSets'],
      },
      {
        on: recordChanges,
        create: ['route53:GetChange'],
        update: ['route53:GetChange'],
        delete: ['route53:GetChange'],
      },
    ],
    data: 'none',
  },
  'data.aws_route53_zone': {
    rights: [
      { on: anything, read: ['route53:ListHostedZones'] },
      { on: hostedZones, read: ['route53:GetHostedZone', 'route53:ListTagsForResource'] },
    ],
  },
} as const satisfies ResourceTypes;
