import { withDefaults } from './defaults';
import { distribution } from './distribution';
import { policyId, prefixedId } from './ids';
import type { ResourceType } from './resource-type';
import type { StoredResource } from '../store';
import { text, type XmlElement } from './xml';

const uniqueName = { keys: (config: XmlElement) => [text(config, 'Name')], what: 'name' };

const lastModified = ({ lastModifiedTime }: StoredResource): XmlElement => ({
  LastModifiedTime: lastModifiedTime,
});

/** What the three kinds of policy have in common. */
const policy = {
  newId: policyId,
  updateAt: 'resource',
  required: ['Name'],
  unique: [uniqueName],
  describe: lastModified,
} as const;

/** A policy stands in lists as a whole, beside its `Type`; AWS's own ones, `managed`, are not here. */
const policySummary =
  (element: string): ResourceType['summarize'] =>
  (resource) => ({
    Type: 'custom',
    [element]: {
      Id: resource.id,
      ...lastModified(resource),
      [`${element}Config`]: resource.config,
    },
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
  {
    ...policy,
    path: 'cache-policy',
    element: 'CachePolicy',
    required: ['Name', 'MinTTL'],
    complete: (config) =>
      withDefaults(config, { Comment: '', DefaultTTL: '86400', MaxTTL: '31536000' }),
    summarize: policySummary('CachePolicy'),
  },
  {
    ...policy,
    path: 'origin-request-policy',
    element: 'OriginRequestPolicy',
    required: ['Name', 'HeadersConfig', 'CookiesConfig', 'QueryStringsConfig'],
    complete: (config) => withDefaults(config, { Comment: '' }),
    summarize: policySummary('OriginRequestPolicy'),
  },
  {
    ...policy,
    path: 'response-headers-policy',
    element: 'ResponseHeadersPolicy',
    complete: (config) => withDefaults(config, { Comment: '' }),
    summarize: policySummary('ResponseHeadersPolicy'),
  },
];
