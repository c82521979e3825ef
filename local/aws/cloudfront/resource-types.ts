import { randomUUID } from 'node:crypto';
import type { StoredResource } from '../store';
import { withDefaults } from './defaults';
import { distribution } from './distribution';
import { prefixedId, type ResourceType } from './resource-type';
import { text, type XmlElement } from './xml';

const uniqueName = { keys: (config: XmlElement) => [text(config, 'Name')], what: 'name' };

const lastModified = ({ lastModifiedTime }: StoredResource): XmlElement => ({
  LastModifiedTime: lastModifiedTime,
});

/** A policy. It stands in lists as a whole, beside its `Type`; AWS's own ones, `managed`, are not here. */
const policy = (
  path: string,
  element: string,
  required: readonly string[] = [],
  defaults: Readonly<Record<string, string>> = {},
): ResourceType => ({
  path,
  element,
  newId: randomUUID,
  updateAt: 'resource',
  required: ['Name', ...required],
  unique: [uniqueName],
  complete: (config) => withDefaults(config, { Comment: '', ...defaults }),
  describe: lastModified,
  summarize: (resource) => ({
    Type: 'custom',
    [element]: {
      Id: resource.id,
      ...lastModified(resource),
      [`${element}Config`]: resource.config,
    },
  }),
});

/** Every kind of resource this CloudFront has. A further kind is one more entry. */
export const resourceTypes: readonly ResourceType[] = [
  distribution,
  {
    path: 'origin-access-control',
    element: 'OriginAccessControl',
    newId: () => prefixedId('E'),
    updateAt: 'config',
    required: ['Name', 'SigningProtocol', 'SigningBehavior', 'OriginAccessControlOriginType'],
    unique: [uniqueName],
    complete: (config) => withDefaults(config, { Description: '' }),
    describe: () => ({}),
    summarize: (resource) => ({ Id: resource.id, ...resource.config }),
  },
  policy('cache-policy', 'CachePolicy', ['MinTTL'], { DefaultTTL: '86400', MaxTTL: '31536000' }),
  policy('response-headers-policy', 'ResponseHeadersPolicy'),
];
