import { SERVICE } from '../config/names';
import { removes, type ResourceTypes } from './resource-type';
import { anything, scope } from './scope';

const parameters = scope('Parameters', ({ name, region, account }) => ({
  resources: [`arn:aws:ssm:${region}:${account}:parameter/${SERVICE}/${name}/*`],
}));

export const SSM = {
  aws_ssm_parameter: {
    rights: [
      { on: anything, read: ['ssm:DescribeParameters'] },
      {
        on: parameters,
        read: ['ssm:GetParameter', 'ssm:ListTagsForResource'],
        create: ['ssm:PutParameter', 'ssm:AddTagsToResource'],
        update: ['ssm:PutParameter'],
        delete: ['ssm:DeleteParameter'],
        tag: ['ssm:AddTagsToResource', 'ssm:RemoveTagsFromResource'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html
    // 1,011 characters with an ARN's head in front of them, of at most 15 levels.
    names: {
      attribute: 'name',
      allowed: /^(?!\/?(aws|ssm))(?=.{1,900}$)\/?[\w.-]+(\/[\w.-]+){0,14}$/i,
      rule: 'up to 900 of letters, digits, _ . - in 15 levels at most, not beginning with aws or ssm',
    },
    tagged: {
      arn: /^ssm:parameter(?<name>\/.+)$/,
      // AWS provider 5.100 wants to change an imported parameter with `insecure_value` again and again.
      isReplaced: true,
      remove: removes('ssm', 'delete-parameter', 'name'),
    },
  },
} as const satisfies ResourceTypes;
