import { stackName } from '../config/names';
import { namesOf, type ResourceTypes } from './resource-type';
import { scope, type ScopedStage } from './scope';

const webAclArns = ({ name, account }: ScopedStage): string =>
  `arn:aws:wafv2:us-east-1:${account}:global/webacl/${stackName(name)}-*/*`;

const webAcls = scope('WebAcls', (stage) => ({ resources: [webAclArns(stage)] }));
/** Creating and changing a web ACL names the rule groups in it, too. */
const webAclRules = scope('WebAclRules', (stage) => ({
  resources: [
    webAclArns(stage),
    `arn:aws:wafv2:us-east-1:${stage.account}:global/managedruleset/*/*`,
  ],
}));

export const WAFV2 = {
  aws_wafv2_web_acl: {
    rights: [
      {
        on: webAcls,
        read: ['wafv2:GetWebACL', 'wafv2:ListTagsForResource'],
        create: ['wafv2:TagResource'],
        delete: ['wafv2:DeleteWebACL'],
        tag: ['wafv2:TagResource', 'wafv2:UntagResource'],
      },
      { on: webAclRules, create: ['wafv2:CreateWebACL'], update: ['wafv2:UpdateWebACL'] },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/waf/latest/APIReference/API_CreateWebACL.html
    names: namesOf('name', 128),
    tagged: {
      arn: /^wafv2:global\/webacl\/(?<name>[^/]+)\/(?<acl>[^/]+)$/,
      importId: ({ acl, name }) => `${acl}/${name}/CLOUDFRONT`,
    },
  },
} as const satisfies ResourceTypes;
