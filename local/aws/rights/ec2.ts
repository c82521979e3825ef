import type { Scope } from '../aws-request';
import type { Moto } from '../moto';
import { valuesOf } from '../xml';
import { tagsOf, text, texts, type Input, type Tags } from '../input';
import {
  anywhere,
  passRole,
  regional,
  requestTags,
  resourceTags,
  type Permission,
  type PermissionsOf,
} from './permission';

/** What an id's prefix says, as EC2's ARNs call it. */
const KINDS: Readonly<Record<string, string>> = {
  eni: 'network-interface',
  fl: 'vpc-flow-log',
  rtb: 'route-table',
  sg: 'security-group',
  sgr: 'security-group-rule',
  subnet: 'subnet',
  vpc: 'vpc',
  vpce: 'vpc-endpoint',
};

/** What an operation makes. */
const MAKES: Readonly<Record<string, string>> = {
  AuthorizeSecurityGroupEgress: 'security-group-rule',
  AuthorizeSecurityGroupIngress: 'security-group-rule',
  CreateFlowLogs: 'vpc-flow-log',
  CreateRouteTable: 'route-table',
  CreateSecurityGroup: 'security-group',
  CreateSubnet: 'subnet',
  CreateVpc: 'vpc',
  CreateVpcEndpoint: 'vpc-endpoint',
};

/**
 * EC2: what is there is asked for with its tags, what is made with those that it is to have; these
 * take CreateTags besides.
 */
export const permissionsOfEc2: PermissionsOf = async ({ moto, signed, operation, input }) => {
  const action = `ec2:${operation}`;
  if (/^Describe(?!VpcAttribute$)/.test(operation)) return [anywhere(action)];
  const arn = (name: string): string => regional(signed, 'ec2', name);
  const made = MAKES[operation];
  const specifications = [input.TagSpecification ?? []].flat() as Input[];
  const tags = tagsOf([...specifications, input].flatMap(({ Tag }) => Tag ?? []));
  const given = requestTags(tags);
  const ids = [...idsIn(input), ...(await associated(moto, signed, input))].filter(
    // A rule is revoked from its group, which alone is asked for.
    (id) => !(operation.startsWith('Revoke') && id.startsWith('sgr-')),
  );
  const existing = [...new Set(ids)].map(async (id): Promise<Permission> => {
    const kind = KINDS[id.replace(/-.*/, '')] ?? '';
    const context = { ...given, ...resourceTags(await tagsOfId(moto, signed, id)) };
    return { action, kind: `ec2:${kind}`, resource: arn(`${kind}/${id}`), context };
  });
  const found = await Promise.all(existing);
  if (made !== undefined) {
    const part = { kind: `ec2:${made}`, resource: arn(`${made}/*`) } as const;
    found.push({ ...part, action, context: given });
    if (Object.keys(tags).length > 0) {
      const context = { ...given, 'ec2:CreateAction': operation };
      found.push({ ...part, action: 'ec2:CreateTags', context });
    }
  }
  const role = text(input, 'DeliverLogsPermissionArn');
  if (role !== undefined) found.push(passRole(role, 'vpc-flow-logs.amazonaws.com'));
  return found.length === 0 ? undefined : found;
};

/** Every id in the parameters, at any depth. */
function idsIn(value: unknown): string[] {
  if (typeof value === 'string') {
    const [, prefix = ''] = /^([a-z]+)-[\da-f]+$/.exec(value) ?? [];
    return KINDS[prefix] === undefined ? [] : [value];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(idsIn);
}

/** The route table and the subnet of an association that is named by its id. */
async function associated(moto: Moto, scope: Scope, input: Input): Promise<string[]> {
  const [id] = texts(input, 'AssociationId');
  if (id?.startsWith('rtbassoc-') !== true) return [];
  const filter = 'association.route-table-association-id';
  const answer = await moto.query(scope, 'ec2', 'DescribeRouteTables', {
    'Filter.1.Name': filter,
    'Filter.1.Value.1': id,
  });
  const [table = ''] = valuesOf(answer, 'routeTableId');
  const all = valuesOf(answer, 'routeTableAssociationId');
  const subnet = valuesOf(answer, 'subnetId')[all.indexOf(id)];
  return [table, ...(subnet === undefined ? [] : [subnet])];
}

async function tagsOfId(moto: Moto, scope: Scope, id: string): Promise<Tags> {
  const answer = await moto.query(scope, 'ec2', 'DescribeTags', {
    'Filter.1.Name': 'resource-id',
    'Filter.1.Value.1': id,
  });
  const values = valuesOf(answer, 'value');
  return Object.fromEntries(
    valuesOf(answer, 'key').map((key, index) => [key, values[index] ?? '']),
  );
}
