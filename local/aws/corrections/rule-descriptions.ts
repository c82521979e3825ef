import { bodyOf, type Route } from '../call';
import type { Moto } from '../moto';
import { valuesOf, xmlReader } from '../xml';

/** Targets of a rule that are no CIDR block, as Authorize and as ModifySecurityGroupRules name them. */
const TARGETS = [
  { list: 'PrefixListIds', id: 'PrefixListId', modified: 'PrefixListId' },
  { list: 'Groups', id: 'GroupId', modified: 'ReferencedGroupId' },
] as const;

const reader = xmlReader();

/**
 * Security group rules keep their description: moto drops it where the target is a prefix list or a
 * group, but takes it afterwards. Of a request with several rules, the first is looked at.
 */
export const ruleDescriptions =
  (moto: Moto): Route =>
  async (call) => {
    if (call.service !== 'ec2' || call.signed === undefined) return undefined;
    if (!/^AuthorizeSecurityGroup(Eg|Ing)ress$/.test((await call.operation()) ?? '')) {
      return undefined;
    }
    const form = new URLSearchParams((await call.body()).toString('utf8'));
    const at = (name: string): string => form.get(`IpPermissions.1.${name}`) ?? '';
    const target = TARGETS.find(({ list, id }) => at(`${list}.1.${id}`) !== '');
    const description = target && at(`${target.list}.1.Description`);
    const answer = await moto.pass(call);
    if (!description || answer.status !== 200) return answer;
    const body = await bodyOf(answer);
    const [id = ''] = valuesOf(reader.parse(body), 'securityGroupRuleId');
    const rule = {
      IpProtocol: at('IpProtocol'),
      FromPort: at('FromPort'),
      ToPort: at('ToPort'),
      [target.modified]: at(`${target.list}.1.${target.id}`),
      Description: description,
    };
    await moto.query(call.signed, 'ec2', 'ModifySecurityGroupRules', {
      GroupId: form.get('GroupId') ?? '',
      'SecurityGroupRule.1.SecurityGroupRuleId': id,
      ...Object.fromEntries(
        Object.entries(rule).map(([name, value]) => [
          `SecurityGroupRule.1.SecurityGroupRule.${name}`,
          value,
        ]),
      ),
    });
    return { ...answer, body };
  };
