import { paginateGetResources } from '@aws-sdk/client-resource-groups-tagging-api';
import { buildStage } from '../../app';
import { SERVICE } from '../../config/names';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import type { Import } from '../../terraform/stack-run';
import { synthesized, values, type Block } from '../../synthesized/synthesized';
import { explainAwsError } from '../../aws/clients';
import { RESOURCE_TYPES } from '../../resource-types';
import { serviceClients, type ServiceClients } from '../../aws/service-clients';
import { shellWord } from '../../system/shell-word';
import type { StateContext } from '../../terraform/state/context';
import { refuseKept, refuseLocked, requireAccountOf, stackOf } from '../../terraform/state/context';
import type { Style } from '../../cli/terminal';
import { managed, type TerraformState } from '../../terraform/state/state-file';
import { findByName, GONE, isFoundByName, nameOf } from './by-name';
import { kindOf, type TaggedKind } from './tagged-kinds';

/** What the stack has, AWS has and the state lacks. https://developer.hashicorp.com/terraform/language/import */
export interface FoundImport extends Import {
  /** Whether it is made anew then, for the provider cannot keep it. */
  readonly isReplaced: boolean;
}

/** What bears the stage's tags and is not imported. */
export interface Leftover {
  readonly arn: string;
  /** What is missing and it may be, though its name says otherwise, or another may be that too; empty where the stack has no such thing. */
  readonly mayBe: readonly string[];
  /** The command that deletes it; undefined where that takes more than one. */
  readonly remove: string | undefined;
}

export interface Choice {
  readonly to: string;
  readonly arn: string;
}

/** What exists of a stage without its state knowing. */
export interface Existing {
  readonly stage: string;
  readonly stack: string;
  readonly imports: readonly FoundImport[];
  readonly leftovers: readonly Leftover[];
}

/** Attributes that tell resources of one type apart. */
const NAMES = [
  'tags.Name',
  'name',
  'bucket',
  'alarm_name',
  'function_name',
  'domain_name',
  'aliases',
];

/**
 * Finds what a failed deploy, a lost response or a lost state left behind: by the stage's tags, and
 * for what fails to be created where one of its name exists, by the names that the stack knows.
 * @throws UserError when AWS cannot be asked, for the wrong account, or for what is no stage; while a
 * state is kept that could not be uploaded: that knows what is not to be imported; while a deploy holds the lock.
 */
export async function findExisting(
  context: StateContext,
  name: string,
  choices: readonly Choice[] = [],
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
    const tagged: Tagged[] = [];
    for (const ofRegion of clients.values()) tagged.push(...(await taggedIn(ofRegion, stage)));
    search.addTagged(tagged, choices);
    for (const [region, ofRegion] of clients) await search.addNamed(ofRegion, region);
  } catch (error) {
    throw explainAwsError(error, context.env);
  }
  return {
    ...{ stage: stage.name, stack: stack.name },
    ...{ imports: search.imports, leftovers: search.leftovers() },
  };
}

/** The resources of a stage as it is in this checkout. */
export const configuredBlocks =
  ({ config: { shared } }: Pick<StateContext, 'config'>) =>
  (stage: StageConfig): Block[] =>
    synthesized(buildStage(shared, stage)).blocks.filter(({ kind }) => kind === 'resource');

/** CloudFront and what belongs to it is in us-east-1, wherever the stage is. */
const GLOBAL = 'us-east-1';

/** What was found, for people. */
export function formatExisting(
  { stage, stack, imports, leftovers }: Existing,
  style: Style,
): string {
  const nothing = imports.length + leftovers.length === 0;
  if (nothing) return `${style.bold(stack)}: nothing in AWS that its state does not know`;
  return [
    `${style.bold(stack)}: ${imports.length + leftovers.length} in AWS that its state does not know`,
    ...imports.map(
      ({ to, id, isReplaced }) => `import ${to} ← ${id}${isReplaced ? ', to replace it' : ''}`,
    ),
    ...leftovers.flatMap(({ arn, mayBe, remove = 'by hand: it takes more than one command' }) =>
      mayBe.length === 0
        ? [`${style.yellow('delete')} ${arn}`, `  ${remove}`]
        : [
            `${style.yellow('cannot tell')} ${arn}`,
            ...mayBe.map(
              (to) =>
                `  to import it: pnpm ops recover ${stage} --import ${shellWord(`${to}=${arn}`)} --out plan-${stage}`,
            ),
            `  to delete it: ${remove}`,
          ],
    ),
  ].join('\n');
}

interface Tagged {
  readonly arn: string;
  /** None where this project has no such type. */
  readonly kind: TaggedKind | undefined;
  /** Its tag `Name`, or what AWS says of what has no name in its ARN. */
  readonly name: string | undefined;
}

/** What a tagged resource may be, of what the stack has and nothing has been found for. */
interface Candidates {
  /** Whatever its ARN does not rule out. */
  readonly possible: readonly string[];
  /** Those of which its name does not say otherwise. */
  readonly agreeing: readonly string[];
  /** Those of its name. */
  readonly namesakes: readonly string[];
}

/** Matches what AWS has with what the stack has and the state lacks. */
class Search {
  readonly imports: FoundImport[] = [];
  private tagged: readonly Tagged[] = [];
  private readonly ids = new Map<string, string>();
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

  addTagged(tagged: readonly Tagged[], choices: readonly Choice[]): void {
    this.tagged = tagged;
    for (const choice of choices) this.choose(choice);
    // First what has a name of the stack's: nothing else is to take its place.
    for (const by of ['namesakes', 'agreeing'] as const) {
      // Again where something was found: a part is told by what it is a part of.
      while (this.importUnmistakable(by));
    }
  }

  /** Imports what is just one thing that nothing else is. Returns whether there was any. */
  private importUnmistakable(by: keyof Candidates): boolean {
    const found = this.imports.length;
    const strays = this.strays().map((one) => ({ ...one, candidates: this.candidates(one)[by] }));
    const claims = strays.flatMap(({ candidates }) => candidates);
    for (const { arn, kind, candidates } of strays) {
      const [to, ...others] = candidates;
      if (kind === undefined || to === undefined || others.length > 0) continue;
      if (claims.filter((claim) => claim === to).length === 1) this.import({ to, ...kind }, arn);
    }
    return this.imports.length > found;
  }

  /** @throws UserError when the resource is not there, or cannot be that. */
  private choose({ to, arn }: Choice): void {
    const one = this.strays().find((stray) => stray.arn === arn);
    if (one?.kind === undefined || !this.candidates(one).possible.includes(to)) {
      throw new UserError(
        `${arn} is not imported as ${to}: AWS lists none of ${this.stage.name}'s of that ARN that is missing in the state, or the stack misses no resource of that address that it may be. See what there is: pnpm ops recover ${this.stage.name}`,
      );
    }
    this.import({ to, ...one.kind }, arn);
  }

  private strays(): Tagged[] {
    return this.tagged.filter(({ arn }) => !this.known.has(arn) && !this.known.has(ec2Id(arn)));
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
    return this.strays().map((one) => ({
      arn: one.arn,
      mayBe: this.candidates(one).possible,
      remove: removal(one),
    }));
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

  private candidates({ arn, kind, name: given }: Tagged): Candidates {
    const name = given ?? kind?.name;
    const region = regionIn(arn);
    const isPossible = (block: Block): boolean =>
      kind?.types.includes(block.type) === true &&
      !this.ids.has(block.address) &&
      (region === '' || this.regionOf(block) === region) &&
      (kind.name === undefined || isOrMayBe(kind.name, namesOf(block))) &&
      this.isOfKnownApi(kind.id, block);
    const isNamesake = (block: Block): boolean =>
      name === undefined ? namesOf(block).length === 0 : namesOf(block).includes(name);
    // Without a name it is nothing that gets one by its tags.
    const isAgreeing = (block: Block): boolean =>
      name === undefined
        ? values(block.body, 'tags.Name').length === 0
        : isOrMayBe(name, namesOf(block));
    const possible = this.blocks.filter(isPossible);
    const addresses = (of: readonly Block[]): string[] => of.map(({ address }) => address);
    return {
      possible: addresses(possible),
      agreeing: addresses(possible.filter(isAgreeing)),
      namesakes: addresses(possible.filter(isNamesake)),
    };
  }

  /** An API's part, which is imported by both ids, is of the API that the stack has. */
  private isOfKnownApi(id: string, block: Block): boolean {
    const api = [...block.references].find((address) =>
      address.startsWith('aws_apigatewayv2_api.'),
    );
    if (block.type !== 'aws_apigatewayv2_stage' || api === undefined) return true;
    return id.startsWith(`${this.ids.get(api) ?? ''}/`);
  }
}

const namesOf = ({ body }: Block): unknown[] => NAMES.flatMap((path) => values(body, path));

/** Whether it is one of those names, or one that only Terraform will know. */
const isOrMayBe = (name: string, names: readonly unknown[]): boolean =>
  names.some((one) => one === name || String(one).includes('${'));

async function taggedIn(clients: ServiceClients, of: StageConfig): Promise<Tagged[]> {
  const found: Tagged[] = [];
  const pages = paginateGetResources({ client: clients.tagging }, { TagFilters: stageTags(of) });
  for await (const { ResourceTagMappingList = [] } of pages) {
    for (const { ResourceARN: arn = '', Tags = [] } of ResourceTagMappingList) {
      const tag = Tags.find(({ Key }) => Key === 'Name')?.Value;
      const kind = kindOf(arn);
      const name = await nameOf(clients, kind);
      if (name !== GONE) found.push({ arn, kind, name: tag ?? name });
    }
  }
  return found;
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

function removal({ arn, kind }: Tagged): string | undefined {
  if (kind?.remove === undefined) return undefined;
  const [service = '', command = '', ...rest] = kind.remove;
  const region = regionIn(arn);
  const where = region === '' ? [] : ['--region', region];
  return ['aws', service, command, ...where, ...rest].map(shellWord).join(' ');
}
