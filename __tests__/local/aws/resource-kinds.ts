import * as cloudFront from '@aws-sdk/client-cloudfront';
import { behavior, distributionConfig } from './harness';
import { cachePolicy, originAccessControl, responseHeadersPolicy } from './resource-configs';

interface Stored {
  readonly id: string;
  readonly ETag?: string | undefined;
  readonly Location?: string | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A kind of resource that distributions refer to. */
const KINDS = [
  {
    type: 'CachePolicy',
    list: 'ListCachePoliciesCommand',
    id: UUID,
    missing: 'NoSuchCachePolicy',
    sent: cachePolicy,
    use: (CachePolicyId: string) =>
      distributionConfig({ DefaultCacheBehavior: behavior({ CachePolicyId }) }),
  },
  {
    type: 'OriginAccessControl',
    list: 'ListOriginAccessControlsCommand',
    id: /^E[0-9A-Z]{13}$/,
    missing: 'InvalidOriginAccessControl',
    sent: originAccessControl,
    use: (OriginAccessControlId: string) => {
      const origin = { Id: 'bucket', DomainName: 'b.s3.amazonaws.com', OriginAccessControlId };
      return distributionConfig({ Origins: { Quantity: 1, Items: [origin] } });
    },
  },
  {
    type: 'ResponseHeadersPolicy',
    list: 'ListResponseHeadersPoliciesCommand',
    id: UUID,
    missing: 'NoSuchResponseHeadersPolicy',
    sent: responseHeadersPolicy,
    use: (ResponseHeadersPolicyId: string) =>
      distributionConfig({ DefaultCacheBehavior: behavior({ ResponseHeadersPolicyId }) }),
  },
] as const;

/** The fields of an answer of the SDK. */
type Output = Readonly<Record<string, object | undefined>>;
type CommandClass = new (input: object) => cloudFront.GetCachePolicyCommand;

/** The kinds with their own commands; the client is asked for when a test runs. */
export const kindsOf = (client: () => cloudFront.CloudFrontClient) =>
  KINDS.map((kind) => {
    const { type } = kind;
    const config = `${type}Config`;
    const send = async (command: string, input: object): Promise<Output> => {
      const Command = Reflect.get(cloudFront, command) as CommandClass;
      return (await client().send(new Command(input))) as unknown as Output;
    };
    const stored = (output: Output): Stored & { readonly config: unknown } => ({
      ...(output as Pick<Stored, 'ETag' | 'Location'>),
      id: Reflect.get(output[type] ?? {}, 'Id') as string,
      config: Reflect.get(output[type] ?? {}, config) as unknown,
    });
    return {
      ...kind,
      create: async (name: string) =>
        stored(await send(`Create${type}Command`, { [config]: kind.sent(name) })),
      get: async (Id: string) => stored(await send(`Get${type}Command`, { Id })),
      getConfig: async (Id: string) => {
        const output = await send(`Get${config}Command`, { Id });
        return { ...(output as Pick<Stored, 'ETag'>), config: output[config] };
      },
      update: async (Id: string, IfMatch: string | undefined, comment: string) =>
        stored(
          await send(`Update${type}Command`, { Id, IfMatch, [config]: kind.sent('one', comment) }),
        ),
      remove: (Id: string, IfMatch: string | undefined) =>
        send(`Delete${type}Command`, { Id, IfMatch }),
      names: async () => {
        const output = await send(kind.list, { Type: 'custom' });
        const { Items = [] } = (output[`${type}List`] ?? {}) as { Items?: readonly object[] };
        // A policy stands in its list as a whole, an access control does not.
        return Items.map((item) => /"Name":"([^"]+)"/.exec(JSON.stringify(item))?.[1]);
      },
    };
  });
