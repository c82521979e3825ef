import { stageNamed } from '../../config/load';
import type { StageConfig } from '../../config/schema';
import { UserError } from '../../config/user-error';
import { explainAwsError } from '../../aws/clients';
import { formatTable } from '../../cli/table';
import { statusText, type Style } from '../../cli/terminal';
import { ACCOUNT } from './account';
import { backendOf, type DoctorContext, type Examination, type Finding } from './finding';
import { GITHUB } from './github';
import { MACHINE } from './machine';
import { STAGE } from './stage';

export interface Diagnosis {
  readonly id: string;
  readonly title: string;
  readonly status: Finding['status'];
  readonly found: string;
  /** What to do. @default nothing: all is well, or the finding says it itself */
  readonly remedy?: string;
}

/** Looks at the stage of that name, or at all that lie in the account. */
export const examine = (
  context: DoctorContext,
  stage: string | undefined,
  show: Show,
): Promise<Diagnosis[]> =>
  stage === undefined
    ? diagnoseAll(context, show)
    : diagnose(context, [stageNamed(context.config, stage)]);

/** Takes what belongs together as soon as it is there. */
type Show = (part: readonly Diagnosis[]) => void;

/**
 * Looks at machine, account and those stages, all side by side; what fails for the same cause fails once.
 * Machine and account are shown first.
 */
export async function diagnose(
  context: DoctorContext,
  stages: readonly StageConfig[],
  show: Show = () => undefined,
): Promise<Diagnosis[]> {
  const causes = new Map<string, string>();
  const finish = async (part: readonly Promise<Diagnosis>[]): Promise<Diagnosis[]> => {
    const diagnoses = onceByCause(await Promise.all(part), causes);
    show(diagnoses);
    return diagnoses;
  };
  const ofStages = stages.map((stage) =>
    STAGE.map(({ id, title, ...one }) => {
      const named = { id: `${stage.name}-${id}`, title: `${stage.name}: ${title}`, ...one };
      return runExamination(named, context, stage);
    }),
  );
  const general = await finish(
    [...MACHINE, ...ACCOUNT, ...GITHUB].map((one) => runExamination(one, context)),
  );
  return [...general, ...(await Promise.all(ofStages.map(finish))).flat()];
}

/** What cannot be known for a cause that stands above is not another thing that is wrong. */
function onceByCause(diagnoses: readonly Diagnosis[], causes: Map<string, string>): Diagnosis[] {
  return diagnoses.map((diagnosis) => {
    const { id, title, status, found, remedy } = diagnosis;
    if (status !== 'failed') return diagnosis;
    const text = `${found}. ${remedy ?? ''}`;
    const cause = causes.get(text);
    causes.set(text, cause ?? title);
    return cause === undefined
      ? diagnosis
      : { id, title, status: 'skipped', found: `not known: see ${cause}` };
  });
}

/** Looks at machine, account and every stage that lies there; of the others it says where they lie. */
export async function diagnoseAll(context: DoctorContext, show?: Show): Promise<Diagnosis[]> {
  const { config } = context;
  // Without credentials every stage is looked at, as far as that goes.
  const account = await backendOf(context)
    .account()
    .catch(() => undefined);
  const isElsewhere = ({ accountId }: StageConfig): boolean =>
    account !== undefined && accountId !== undefined && accountId !== account;
  const elsewhere = config.stages
    .filter(isElsewhere)
    .map(({ name, accountId = '' }): Diagnosis => ({
      id: `${name}-account`,
      title: `${name}: account`,
      status: 'skipped',
      found: `lies in ${accountId}, not in the account of these credentials`,
    }));
  const here = config.stages.filter((stage) => !isElsewhere(stage));
  const found = await diagnose(context, here, show);
  if (elsewhere.length > 0) show?.(elsewhere);
  return [...found, ...elsewhere];
}

export const isIll = (diagnoses: readonly Diagnosis[]): boolean =>
  diagnoses.some(({ status }) => status === 'failed');

async function runExamination<Given extends readonly unknown[]>(
  { id, title, examine: look }: Examination<Given>,
  context: DoctorContext,
  ...given: Given
): Promise<Diagnosis> {
  try {
    return { id, title, ...(await look(context, ...given)) };
  } catch (error) {
    const explained = explainAwsError(error, context.env);
    const { name, message } = explained as Error;
    return explained instanceof UserError
      ? // Its message ends with what to do.
        { id, title, status: 'failed', found: message }
      : { id, title, status: 'failed', found: `${name}: ${message}`, remedy: remedyFor(name) };
  }
}

function remedyFor(name: string): string {
  return name === 'NoSuchBucket'
    ? 'Run `pnpm ops bootstrap`.'
    : 'Put that right, then run `pnpm ops doctor` again.';
}

/** The diagnosis as a table, and how many are not well. */
export const formatDiagnosis = (diagnoses: readonly Diagnosis[], style: Style): string =>
  [diagnosisTable(diagnoses, style), '', countFailures(diagnoses)].join('\n');

/** The diagnosis as a table; what is wrong ends with its remedy. */
export function diagnosisTable(diagnoses: readonly Diagnosis[], style: Style): string {
  return formatTable<Diagnosis>(
    [
      {
        head: 'RESULT',
        cell: ({ status }) => statusText(status === 'failed' ? 'FAILED' : status, style),
      },
      { head: 'WHAT', cell: ({ title }) => title },
      {
        head: 'FOUND',
        cell: ({ found, remedy }) => (remedy === undefined ? found : `${found}. ${remedy}`),
      },
    ],
    diagnoses,
    style,
  );
}

/** How many of the diagnosis are not well. */
export function countFailures(diagnoses: readonly Diagnosis[]): string {
  const failures = diagnoses.filter(({ status }) => status === 'failed').length;
  return failures === 0
    ? 'All is well.'
    : `${failures} of ${diagnoses.length} ${failures === 1 ? 'is' : 'are'} not well.`;
}
