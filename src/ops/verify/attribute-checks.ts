import type { Block } from '../../synthesized/synthesized';
import type { Json } from '../../values/json';
import { compareNamed, counted, listed, type Check, type Skipped } from './check';
import type { Deployed, VerifyContext } from './deployed';
import { resourceAt, resourcesOf, textOf, valuesOf, type Stack } from './synthesized-resource';

/** By attribute, in Terraform's words: what AWS answers of it, and its default where the stack leaves it out. */
type Attributes<Answer> = Readonly<Record<string, Attribute<Answer>>>;

type Attribute<Answer> =
  | Read<Answer>
  | { readonly by: Read<Answer>; readonly default: boolean | number | string };

/** `wanted` is what the stack says. */
type Read<Answer> = (answer: Answer, wanted: readonly Json[]) => Told | readonly Told[];

type Told = boolean | number | string | undefined;

interface ResourceCheck<Answer> {
  readonly id: string;
  readonly criterion: string;
  /** The construct's path below its stack. */
  readonly path: string;
  readonly aws: (deployed: Deployed, context: VerifyContext) => Promise<Answer>;
  readonly attributes: Attributes<Answer>;
}

/** A criterion about one resource: AWS has its attributes as the stack has them. */
export function resourceCheck<Answer>({
  path,
  aws,
  attributes,
  ...check
}: ResourceCheck<Answer>): Check {
  const expected = (stack: Stack): string => {
    const texts = Object.entries(attributes).map(([attribute, how]) =>
      valuesText(wantedOf(resourceAt(stack, path), attribute, how, stack)),
    );
    return [...new Set(texts)].join('; ');
  };
  return {
    ...check,
    expected,
    check: async (deployed, context) => {
      const answer = await aws(deployed, context);
      const wrong = differences(resourceAt(context, path), attributes, context, answer);
      return wrong === '' ? expected(context) : wrong;
    },
  };
}

/** Why nothing is asked about what the stage has none of. */
export const NONE_IN_STAGE: Skipped = { skipped: 'the stage has none' };

interface EachCheck<Answer> extends Omit<ResourceCheck<Answer>, 'aws' | 'path'> {
  readonly noun: string;
  readonly type: string;
  readonly name: string;
  /** @default all of the stack's */
  readonly which?: (name: string, resource: Block) => boolean;
  /** `undefined`, or an error that says so: AWS has none of that name. */
  readonly aws: (
    deployed: Deployed,
    name: string,
    resource: Block,
    context: VerifyContext,
  ) => Promise<Answer | undefined>;
}

/** A criterion about all resources of a type: AWS has each, with its attributes as the stack has them. */
export function eachCheck<Answer>({
  noun,
  type,
  name,
  which = () => true,
  aws,
  attributes,
  ...check
}: EachCheck<Answer>): Check {
  const all = (stack: Stack) =>
    resourcesOf(stack, type)
      .map((resource) => [textOf(resource, name, stack), resource] as const)
      .filter((entry) => which(...entry));
  return {
    ...check,
    expected: (context) => counted(all(context).length, noun),
    check: async (deployed, context) => {
      const resources = all(context);
      if (resources.length === 0) return NONE_IN_STAGE;
      const found = await Promise.all(
        resources.map(async ([named, resource]) => {
          const answer = await unlessGone(aws(deployed, named, resource, context));
          return [named, answer && differences(resource, attributes, context, answer)] as const;
        }),
      );
      return compareNamed(
        noun,
        new Map(resources.map(([named]) => [named, ''])),
        new Map(found.filter((entry): entry is [string, string] => entry[1] !== undefined)),
      );
    },
  };
}

/** What is asked for; undefined when AWS says that there is no such thing. */
export async function unlessGone<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (/NotFound|NoSuch|DoesNotExist/.test((error as Error).name)) return undefined;
    throw error;
  }
}

function wantedOf<Answer>(
  resource: Block,
  attribute: string,
  how: Attribute<Answer>,
  stack: Stack,
): readonly Json[] {
  const values = valuesOf(resource, attribute, stack);
  return values.length === 0 && 'default' in how ? [how.default] : values;
}

/** Empty when there are none. An attribute is named with the block that it is in. */
const differences = <Answer>(
  resource: Block,
  attributes: Attributes<Answer>,
  stack: Stack,
  answer: Answer,
): string =>
  Object.entries(attributes)
    .flatMap(([attribute, how]) => {
      const wanted = wantedOf(resource, attribute, how, stack);
      const answered = (typeof how === 'function' ? how : how.by)(answer, wanted);
      const [is, isToBe] = [valuesText([answered].flat()), valuesText(wanted)];
      const name = attribute.split('.').slice(-2).join('.');
      return is === isToBe ? [] : [`${name} ${is} instead of ${isToBe}`];
    })
    .join(', ');

/** Of what has names, such as environment variables, these alone. */
const valuesText = (values: readonly (Json | undefined)[]): string =>
  listed(
    values.flatMap((value) => {
      if (value === undefined || value === null) return [];
      return typeof value === 'object' ? Object.keys(value) : [String(value)];
    }),
  );
