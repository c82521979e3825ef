import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { buildStage } from '../../app';
import { SERVICE } from '../../config/names';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { Import } from '../../terraform/stack-run';
import type { Block } from '../../synthesized/synthesized';
import { synthesized, values } from '../../synthesized/synthesized';
import { explainAwsError } from '../../aws/clients';
import { RESOURCE_TYPES } from '../../resource-types';
import type { ServiceClients } from '../../aws/service-clients';
import { serviceClients } from '../../aws/service-clients';
import { shellWord } from '../../system/shell-word';
import type { StateContext } from '../../terraform/state/context';
import { refuseKept, refuseLocked, requireAccountOf, stackOf } from '../../terraform/state/context';
import type { Style } from '../../cli/terminal';
import type { TerraformState } from '../../terraform/state/state-file';
import { managed } from '../../terraform/state/state-file';
import { findByName, isFoundByName } from './by-name';
import type { TaggedKind } from './tagged-kinds';
import { kindOf } from './tagged-kinds';

/** What the stack has, AWS has and the state lacks. https://developer.hashicorp.com/terraform/language/import */
export interface FoundImport extends Import {
  /** Whether it is made anew then, for the provider cannot keep it. */
  readonly isReplaced: boolean;
}

/** What bears the stage's tags and no import takes. */
export interface Leftover {
  readonly arn: string;
  /** The command that deletes it; undefined where that takes more than one. */
  readonly remove: string | undefined;
}

/** What exists of a stage without its state knowing. */
export interface Existing {
  readonly stack: string;
  readonly imports: readonly FoundImport[];
  readonly leftovers: readonly Leftover[];
}

/** Attributes that tell resources of one type apart. */
const NAMES = ['tags.Name', 'name', 'bucket', 'alarm_name', 'function_name'];

/**
 * Finds what a failed deploy, a lost response or a lost state left behind: by the stage's tags, and
 * for what fails to be created where one of its name exists, by the names that the stack knows.
 * @throws UserError when AWS cannot be asked, for the wrong account, or for what is no stage; while a
 * state is kept that could not be uploaded: that knows what is not to be imported; while a deploy holds the lock.
 */
export async function findExisting(
  context: StateContext,
  name: string,
  clientsOf = (region: string) => serviceClients(region, context.env),
  blocksOf: (stage: StageConfig) => readonly Block[] = configuredBlocks(context),
): Promise<Existing> {
  const stack = stackOf(context.config, name);
  const { stage } = stack;
  if (stage === undefined) {
    throw new UserError(
      `${stack.name} is no stage, and only stages are looked through. \`pnpm ops bootstrap\` finishes what it began.`,
    );
  }
  await requireAccountOf(context, stack);
  await refuseKept(context, stack);
  await refuseLocked(context, stack);
  const state = (await context.store.current(stack.key))?.state;
  const search = new Search(stage, blocksOf(stage), state);
  const regions = [...new Set([stage.region, GLOBAL])];
  const clients = new Map(regions.map((region) => [region, clientsOf(region)]));
  try {
    for (const ofRegion of clients.values()) {
      search.addTagged(await taggedIn(ofRegion, stage));
    }
    for (const [region, ofRegion] of clients) await search.addNamed(ofRegion, region);
  } catch (error) {
    throw explainAwsError(error, context.env);
  }
  return { stack: stack.name, imports: search.imports, leftovers: search.leftovers() };
}

/** The resources of a stage as it is in this checkout. */
export const configuredBlocks =
  ({ config: { shared } }: Pick<StateContext, 'config'>) =>
  (stage: StageConfig): Block[] =>
    synthesized(buildStage(shared, stage)).blocks.filter(({ kind }) => kind === 'resource');

/** CloudFront and what belongs to it is in us-east-1, wherever the stage is. */
const GLOBAL = 'us-east-1';

/** What was found, for people. */
export function formatExisting({ stack, imports, leftovers }: Existing, style: Style): string {
  const nothing = imports.length + leftovers.length === 0;
  if (nothing) return `${style.bold(stack)}: nothing in AWS that its state does not know`;
  return [
    `${style.bold(stack)}: ${imports.length + leftovers.length} in AWS that its state does not know`,
    ...imports.map(
      ({ to, id, isReplaced }) => `import ${to} ← ${id}${isReplaced ? ', to replace it' : ''}`,
    ),
    ...leftovers.flatMap(({ arn, remove }) => [
      `${style.yellow('delete')} ${arn}`,
      `  ${remove ?? 'by hand: it takes more than one command'}`,
    ]),
  ].join('\n');
}

interface Tagged {
  readonly arn: string;
  /** Of the tag `Name`. */
  readonly name: string | undefined;
}

/** Matches what AWS has with what the stack has and the state lacks. */
class Search {
  readonly imports: FoundImport[] = [];
  private readonly unmatched: (Tagged & { readonly kind: TaggedKind | undefined })[] = [];
  /** By address. */
  private readonly ids = new Map<string, string>();
  /** ARNs and ids. */
  private readonly known = new Set<string>();

  constructor(
    private readonly stage: StageConfig,
    private readonly blocks: readonly Block[],
    state: TerraformState | undefined,
  ) {
    for (const { address, type, attributes } of state === undefined ? [] : managed(state)) {
      const { arn, id } = attributes;
      // What CloudFront's logs are delivered by has none.
      this.ids.set(address, typeof id === 'string' ? id : '');
      for (const value of [arn, id]) {
        // A topic's policy has the ARN of the topic.
        const isOwn = typeof value === 'string' && (kindOf(value)?.types.includes(type) ?? true);
        if (isOwn) this.known.add(value);
      }
    }
  }

  addTagged(tagged: readonly Tagged[]): void {
    // First what has a name of the stack's: nothing else is to take its place.
    const others = tagged.filter((one) => !this.isTaken(one, 'namesakes'));
    for (const one of others) {
      if (!this.isTaken(one, 'missing')) this.unmatched.push({ ...one, kind: kindOf(one.arn) });
    }
  }

  /** Whether it is known, or there is just one thing that it may be: that is to be imported then. */
  private isTaken(one: Tagged, by: 'namesakes' | 'missing'): boolean {
    if (this.known.has(one.arn) || this.known.has(ec2Id(one.arn))) return true;
    const kind = kindOf(one.arn);
    const [address, ...others] = this.candidates(one, kind)[by];
    if (kind === undefined || address === undefined || others.length > 0) return false;
    this.import({ to: address, ...kind }, one.arn);
    return true;
  }

  async addNamed(clients: ServiceClients, region: string): Promise<void> {
    const known = {
      zoneName: this.stage.hostedZoneName,
      idOf: (address: string) => this.ids.get(address),
      bodyOf: (address: string) => this.blocks.find((one) => one.address === address)?.body,
      // The state has the last part of an id such as that of an API's part.
      isKnown: (id: string) => this.known.has(id) || this.known.has(id.split('/').at(-1) ?? ''),
    };
    const here = this.blocks.filter(
      (block) => isFoundByName(block.type) && this.regionOf(block) === region,
    );
    let found: number;
    // Again where something was found: the parts of another may come before it.
    do {
      found = this.imports.length;
      for (const block of here.filter(({ address }) => !this.ids.has(address))) {
        const id = await findByName(clients, block, known);
        const isReplaced = RESOURCE_TYPES.get(block.type)?.tagged?.isReplaced ?? false;
        if (id !== undefined) this.import({ to: block.address, id, isReplaced }, id);
      }
    } while (this.imports.length > found);
  }

  leftovers(): Leftover[] {
    return this.unmatched
      .filter(({ arn }) => !this.known.has(ec2Id(arn)))
      .map(({ arn, kind }) => ({ arn, remove: removal(arn, kind) }));
  }

  private import({ to, id, isReplaced }: FoundImport, arn: string): void {
    this.imports.push({ to, id, isReplaced });
    this.ids.set(to, id);
    this.known.add(arn).add(id);
  }

  /** The region of the provider that the resource is made with, which is the alias of those besides the stack's own. */
  private regionOf({ body }: Block): string {
    const [provider = ''] = values(body, 'provider');
    return String(provider).split('.')[1] ?? this.stage.region;
  }

  /** The addresses that it may be: by its name, or whatever of its type is missing in its region. */
  private candidates(
    { arn, name: tag }: Tagged,
    kind: TaggedKind | undefined,
  ): Readonly<Record<'namesakes' | 'missing', readonly string[]>> {
    const name = tag ?? kind?.name;
    const region = regionIn(arn);
    const missing = this.blocks.filter(
      (block) =>
        kind?.types.includes(block.type) === true &&
        !this.ids.has(block.address) &&
        (region === '' || this.regionOf(block) === region),
    );
    const namesakes = missing.filter(({ body }) => {
      const names = NAMES.flatMap((path) => values(body, path));
      return name === undefined ? names.length === 0 : names.includes(name);
    });
    const addresses = (of: readonly Block[]): string[] => of.map(({ address }) => address);
    return { namesakes: addresses(namesakes), missing: addresses(missing) };
  }
}

async function taggedIn(clients: ServiceClients, of: StageConfig): Promise<Tagged[]> {
  const found: Tagged[] = [];
  const pages = paginateGetResources({ client: clients.tagging }, { TagFilters: stageTags(of) });
  for await (const { ResourceTagMappingList = [] } of pages) {
    for (const { ResourceARN: arn = '', Tags = [] } of ResourceTagMappingList) {
      if (await isGoneKey(clients, arn)) continue;
      found.push({ arn, name: Tags.find(({ Key }) => Key === 'Name')?.Value });
    }
  }
  return found;
}

/** A key that was deleted is listed, and there, until KMS has waited long enough. */
async function isGoneKey({ kms }: ServiceClients, arn: string): Promise<boolean> {
  if (!arn.includes(':kms:')) return false;
  const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: arn }));
  return KeyMetadata?.KeyState === 'PendingDeletion';
}

/** The default tags of the provider: src/stacks/service-stack.ts. */
const stageTags = ({ name }: StageConfig) => [
  { Key: 'Service', Values: [SERVICE] },
  { Key: 'Stage', Values: [name] },
];

/** Not all of EC2's resources have an ARN in the state; their ids are unique. */
const ec2Id = (arn: string): string =>
  arn.split(':')[2] === 'ec2' ? (arn.split('/').at(-1) ?? '') : arn;

/** Empty where there is none: a bucket, a distribution. */
const regionIn = (arn: string): string => arn.split(':')[3] ?? '';

function removal(arn: string, kind: TaggedKind | undefined): string | undefined {
  if (kind?.remove === undefined) return undefined;
  const [service = '', command = '', ...rest] = kind.remove;
  const region = regionIn(arn);
  const where = region === '' ? [] : ['--region', region];
  return ['aws', service, command, ...where, ...rest].map(shellWord).join(' ');
}
