import { alarmNamePrefix, PRODUCTION_STAGE } from '../../config/names';
import { UserError } from '../../config/user-error';
import type { AlarmState } from './stage-alarms';

export interface AlarmChoice {
  readonly stage: string;
  /** With or without the prefix that the stage's alarms share. */
  readonly names: readonly string[];
  readonly all: boolean;
  /** The person approves of a test in production. */
  readonly yes: boolean;
}

/**
 * Finds what is wrong with the choice itself, before AWS is asked.
 * @throws UserError for the first problem.
 */
export function checkChoice({ stage, names, all, yes }: AlarmChoice): void {
  if (all && names.length > 0) {
    throw new UserError('Either name the alarms, or give --all, not both.');
  }
  if (!all && names.length === 0) {
    throw new UserError(
      `Which alarms? Name them, or give --all. \`pnpm ops alarms ${stage}\` lists them.`,
    );
  }
  if (stage === PRODUCTION_STAGE && !yes) {
    throw new UserError(
      `Stage ${stage} is production: a test tells everybody who is subscribed that something is wrong. If they know, add --yes.`,
    );
  }
}

/**
 * The alarms that are meant, each once and in the order that they are given in: a composite alarm comes
 * before those that would raise it.
 * @throws UserError that lists the valid names.
 */
export function chooseAlarms(
  { stage, names, all }: AlarmChoice,
  alarms: readonly AlarmState[],
): readonly AlarmState[] {
  if (all) return alarms;
  const prefix = alarmNamePrefix(stage);
  const chosen = names.flatMap((given) => {
    const named = alarms.filter(({ name }) => name === given || name === prefix + given);
    if (named.length > 0) return named;
    const valid = alarms.map(({ name }) => name.replace(prefix, '')).join(', ');
    throw new UserError(`Stage ${stage} has no alarm "${given}". Its alarms are: ${valid}.`);
  });
  return alarms.filter((alarm) => chosen.includes(alarm));
}
