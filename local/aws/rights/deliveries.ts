import { z } from 'zod';
import { text, texts } from '../input';
import { regional, resourceTags, type Asked, type Named, type Permission } from './permission';

/** What a call about a delivery of logs is about: the delivery, by its tags, and what it leads from and to. */
export async function deliveriesOf({ moto, signed, input, operation }: Asked): Promise<Named[]> {
  const arnOf = (kind: string, name: string): string => regional(signed, 'logs', `${kind}:${name}`);
  const named = (kind: string, name: string | undefined): Named[] =>
    name === undefined ? [] : [{ kind: `logs:${kind}`, resource: arnOf(kind, name) }];
  const delivery = async (arn: string): Promise<Named> => {
    const schema = z.object({ tags: z.record(z.string(), z.string()).default({}) });
    const asked = moto.json(signed, 'logs', 'ListTagsForResource', { resourceArn: arn });
    const { tags } = schema.parse(await asked.catch(() => ({})));
    return { kind: 'logs:delivery', resource: arn, context: resourceTags(tags) };
  };
  const [arn] = texts(input, 'resourceArn');
  const [, kind, name] = /:(delivery(?:-\w+)?):(.+)$/.exec(arn ?? '') ?? [];
  if (arn !== undefined && kind === 'delivery') return [await delivery(arn)];
  if (kind !== undefined) return named(kind, name);
  const id = text(input, 'id');
  if (id !== undefined) return [await delivery(arnOf('delivery', id))];
  // By AWS's reference a destination is what DeleteDeliverySource is about.
  const end = operation.endsWith('DeliverySource') && !operation.startsWith('Delete');
  if (/Delivery(?:Source|Destination)$/.test(operation)) {
    return named(end ? 'delivery-source' : 'delivery-destination', text(input, 'name'));
  }
  return [
    { kind: 'logs:delivery', resource: arnOf('delivery', '*') },
    ...named('delivery-source', text(input, 'deliverySourceName')),
    ...texts(input, 'deliveryDestinationArn').map((resource): Named => ({
      kind: 'logs:delivery-destination',
      resource,
    })),
  ];
}

/** What CloudFront is asked where a distribution's logs are to be delivered. */
export const askedOfCloudFront = ({ operation, input }: Asked): Permission[] =>
  operation !== 'PutDeliverySource'
    ? []
    : texts(input, 'resourceArn').map((resource) => ({
        action: 'cloudfront:AllowVendedLogDeliveryForResource',
        kind: 'cloudfront:distribution',
        resource,
      }));
