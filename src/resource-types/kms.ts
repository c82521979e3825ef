import { removes, type ResourceTypes } from './resource-type';

export const KMS = {
  aws_kms_alias: {
    rights: 'bootstrap',
    data: 'none',
    // https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
    names: {
      attribute: 'name',
      allowed: /^alias\/(?!aws\/)[\w:/-]{1,250}$/,
      rule: 'alias/ and up to 250 of letters, digits, _ : / -, not alias/aws/',
    },
  },
  aws_kms_key: {
    rights: 'bootstrap',
    data: {
      noun: 'KMS key',
      loss: 'everything encrypted with it',
      // Of a stage that is not disposable.
      protectedBy: { deletion_window_in_days: 30, is_enabled: true },
    },
    tagged: {
      arn: /^kms:key\/(?<id>.+)$/,
      remove: removes('kms', 'schedule-key-deletion', 'key-id'),
    },
  },
  aws_kms_key_policy: { rights: 'bootstrap', data: 'none' },
} as const satisfies ResourceTypes;
