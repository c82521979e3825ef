import { valuesOf, xmlReader } from '../xml';
import { anywhere, type Permission, type PermissionsOf } from './permission';

const reader = xmlReader({ ignoreAttributes: true });

export const permissionsOfRoute53: PermissionsOf = async ({ call }) => {
  const { method } = call;
  const path = call.url.pathname.replace(/^\/2013-04-01\/|\/$/g, '');
  const [root = '', id, part] = path.split('/');
  const zone = (operation: string, of: string, names?: readonly string[]): Permission[] => [
    {
      action: `route53:${operation}`,
      kind: 'route53:hostedzone',
      resource: `arn:aws:route53:::hostedzone/${of}`,
      ...(names && {
        context: { 'route53:ChangeResourceRecordSetsNormalizedRecordNames': names },
      }),
    },
  ];
  if (root === 'hostedzonesbyname') return [anywhere('route53:ListHostedZonesByName')];
  if (root === 'change' && id !== undefined) {
    const resource = `arn:aws:route53:::change/${id}`;
    return [{ action: 'route53:GetChange', kind: 'route53:change', resource }];
  }
  if (root === 'tags' && id === 'hostedzone' && part !== undefined && method === 'GET') {
    return zone('ListTagsForResource', part);
  }
  if (root !== 'hostedzone') return undefined;
  if (id === undefined) return method === 'GET' ? [anywhere('route53:ListHostedZones')] : undefined;
  if (part === undefined) {
    const operation = { GET: 'GetHostedZone', DELETE: 'DeleteHostedZone' }[method];
    return operation === undefined ? undefined : zone(operation, id);
  }
  if (part !== 'rrset') return undefined;
  if (method === 'GET') return zone('ListResourceRecordSets', id);
  const body = (await call.body()).toString('utf8');
  const changes = (reader.parse(body) as Record<string, object>).ChangeResourceRecordSetsRequest;
  const names = valuesOf(changes, 'Name').map((name) => name.toLowerCase().replace(/\.$/, ''));
  return zone('ChangeResourceRecordSets', id, names);
};
