import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import {
  paginateGetResources,
  ResourceGroupsTaggingAPIClient,
} from '@aws-sdk/client-resource-groups-tagging-api';
import { App } from 'cdktf';
import { SERVICE } from '../../config/names';
import type { SharedConfig, StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { Synthesized } from '../../guardrails/synthesized';
import { resources, synthesized, values } from '../../guardrails/synthesized';
import { ImageServiceStack } from '../../stacks/image-service-stack';
import { clientSettings, explainAwsError } from '../aws';
import type { Style } from '../terminal';
import type { StateContext } from './context';
import { requireAccountOf, stackOf } from './context';
import { importableOf } from './importable';
import type { TerraformState } from './state-file';
import { managed } from './state-file';

/** Something in AWS with the stage's tags that the stage's state does not know. */
export interface Orphan {
  readonly arn: string;
  /** What of the configuration it may be; empty: nothing that is missing in the state. */
  readonly addresses: readonly string[];
  /** What `terraform import` takes for it; undefined for what cannot be imported. */
  readonly importId: string | undefined;
  /** The command that deletes it, where that is the better way. */
  readonly remove?: string;
}

/** The orphans of a stage. */
export interface StageOrphans {
  readonly stack: string;
  readonly orphans: readonly Orphan[];
}

/** The clients of one region. */
export interface OrphanClients {
  readonly tagging: ResourceGroupsTaggingAPIClient;
  readonly kms: KMSClient;
}

/** The clients for a region, as the context's environment says. */
export const orphanClients =
  ({ env }: StateContext) =>
  (region: string): OrphanClients => ({
    tagging: new ResourceGroupsTaggingAPIClient(clientSettings(region, env)),
    kms: new KMSClient(clientSettings(region, env)),
  });

/** Attributes that tell resources of one type apart. */
const NAMES = ['tags.Name', 'name', 'bucket', 'alarm_name', 'function_name'];

/**
 * Looks for what a deploy created and could not write down. What carries no tags is not found: roles
 * are not listed by tag, and CloudFront's policies have none. A deploy stops at those by name.
 * @throws UserError when AWS cannot be asked, or for the wrong account.
 */
export async function findOrphans(
  context: StateContext,
  name: string,
  clientsOf: (region: string) => OrphanClients = orphanClients(context),
): Promise<StageOrphans> {
  const stack = stackOf(context.config, name);
  const { stage } = stack;
  if (stage === undefined) {
    throw new UserError(
      `${stack.name} is no stage, and only stages are looked through. \`pnpm ops bootstrap\` finishes what it began.`,
    );
  }
  await requireAccountOf(context, stack);
  const object = await context.store.current(stack.key);
  const known = knownIn(object?.state);
  try {
    const tagged = await Promise.all(regionsOf(stage).map((region) => taggedIn(region, stage)));
    const missing = tagged.flat().filter(({ arn }) => !known.has(arn) && !known.has(ec2Id(arn)));
    const configured = configuredBlocks(stage, context.config.shared);
    return {
      stack: stack.name,
      orphans: missing.map((one) => toOrphan(one, configured, known)),
    };
  } catch (error) {
    throw explainAwsError(error, context.env);
  }

  async function taggedIn(region: string, of: StageConfig): Promise<Tagged[]> {
    const { tagging, kms } = clientsOf(region);
    const found: Tagged[] = [];
    for await (const { ResourceTagMappingList = [] } of paginateGetResources(
      { client: tagging },
      { TagFilters: stageTags(of) },
    )) {
      for (const { ResourceARN: arn = '', Tags = [] } of ResourceTagMappingList) {
        if (await isKeyOnItsWayOut(kms, arn)) continue;
        found.push({ arn, name: Tags.find(({ Key }) => Key === 'Name')?.Value });
      }
    }
    return found;
  }
}

/** The orphans for people: each with the command that repairs it. */
export function formatOrphans({ stack, orphans }: StageOrphans, style: Style): string {
  if (orphans.length === 0) return `${style.bold(stack)}: no orphans`;
  const blocksOf = ({ arn, addresses, importId, remove }: Orphan): string[] => {
    if (remove !== undefined) return [style.yellow(arn), `  ${remove}`];
    if (importId === undefined) return [style.yellow(arn), '  no type of a stage: delete it'];
    if (addresses.length === 0) {
      return [style.yellow(arn), '  the state has everything of its type already: delete it'];
    }
    const commands = addresses.map(
      (address) => `terraform -chdir=cdktf.out/stacks/${stack} import ${address} '${importId}'`,
    );
    return [
      style.yellow(arn),
      ...(commands.length > 1 ? ['  one of:'] : []),
      ...commands.map((command) => `  ${command}`),
    ];
  };
  return [
    `${style.bold(stack)}: ${orphans.length} in AWS that its state does not know`,
    ...orphans.flatMap(blocksOf),
  ].join('\n');
}

interface Tagged {
  readonly arn: string;
  /** Of the tag `Name`. */
  readonly name: string | undefined;
}

/** CloudFront and what belongs to it is in us-east-1, wherever the stage is. */
const regionsOf = ({ region }: StageConfig): string[] => [...new Set([region, 'us-east-1'])];

/** The default tags of the provider: src/stacks/service-stack.ts. */
const stageTags = ({ name }: StageConfig) => [
  { Key: 'Service', Values: [SERVICE] },
  { Key: 'Stage', Values: [name] },
];

/** ARNs, ids and addresses in the state. */
function knownIn(state: TerraformState | undefined): ReadonlySet<string> {
  const all = state === undefined ? [] : managed(state);
  return new Set(
    all.flatMap(({ address, attributes: { arn, id } }) =>
      [address, arn, id].filter((value): value is string => typeof value === 'string'),
    ),
  );
}

/** Not all of EC2's resources have an ARN in the state; their ids are unique. */
const ec2Id = (arn: string): string =>
  arn.split(':')[2] === 'ec2' ? (arn.split('/').at(-1) ?? '') : arn;

function configuredBlocks(stage: StageConfig, shared: SharedConfig): Synthesized {
  return synthesized(new ImageServiceStack(new App(), { shared, stage }));
}

function toOrphan(
  { arn, name: tag }: Tagged,
  configured: Synthesized,
  known: ReadonlySet<string>,
): Orphan {
  const importable = importableOf(arn);
  if (importable === undefined) return { arn, addresses: [], importId: undefined };
  if ('remove' in importable) {
    return { arn, addresses: [], importId: undefined, remove: importable.remove };
  }
  const name = tag ?? importable.name;
  const candidates = resources(configured, ...importable.types).filter(
    ({ address }) => !known.has(address),
  );
  const namesakes = candidates.filter(({ body }) => {
    const names = NAMES.flatMap((path) => values(body, path));
    return name === undefined ? names.length === 0 : names.includes(name);
  });
  const addresses = (namesakes.length > 0 ? namesakes : candidates).map(({ address }) => address);
  return { arn, addresses, importId: importable.id };
}

/** A deleted key stays for weeks, and must not come back into a state. */
async function isKeyOnItsWayOut(kms: KMSClient, arn: string): Promise<boolean> {
  if (arn.split(':')[2] !== 'kms') return false;
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
  return KeyMetadata?.KeyState === 'PendingDeletion';
}
