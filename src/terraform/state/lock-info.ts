import { createHash } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { UserError } from '../../config/user-error';
import { readJson } from '../../values/read-json';
import { visible } from '../../values/text';
import { formatAge } from '../../cli/times';
import { shellWord } from '../../system/shell-word';

const text = z.string().transform(visible);

/**
 * What Terraform writes about a lock, in its own field names. What somebody else has written is a
 * lock all the same: whatever can be read of it is shown.
 * https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/locker.go
 */
const lockInfoSchema = z.object({
  ID: text.pipe(z.string().min(1)).optional().catch(undefined),
  Operation: text.catch('unknown'),
  Info: text.catch(''),
  Who: text.catch('unknown'),
  Version: text.catch('unknown'),
  Created: text.catch('unknown'),
  Path: text.catch(''),
});

export type LockInfo = Readonly<z.infer<typeof lockInfoSchema>> & { readonly ID: string };

/** Reads a lock. One without an id gets one from its text, by which it can be removed. */
export function parseLock(content: string): LockInfo {
  const { data } = readJson(content, lockInfoSchema);
  const info = data ?? lockInfoSchema.parse({ Info: content });
  return { ...info, ID: info.ID ?? `unreadable-${sha256(content).slice(0, 8)}` };
}

/** How long the lock has been held; undefined where it does not say since when. */
export function lockAge({ Created }: LockInfo): string | undefined {
  const since = new Date(Created);
  return Number.isNaN(since.getTime()) ? undefined : formatAge(since);
}

/** Who holds a lock, since when and for what, in half a sentence. */
export const describeHolder = ({ Who, Created, Operation, ID }: LockInfo): string =>
  `by ${Who} since ${Created} for ${Operation} (id ${ID})`;

/** How a lock is removed that nobody holds any more. */
export const unlockAdvice = (scope: string, { ID }: Pick<LockInfo, 'ID'>): string =>
  `If nobody is working on it any more: pnpm ops state unlock ${scope} ${shellWord(ID)}`;

/** The same for the lock that stopped Terraform, by what it said; undefined where none did. */
export function unlockAdviceIn(output: string): string | undefined {
  const [, ID, scope] =
    /Lock Info:[\s│]+ID:\s+(\S+)[\s│]+Path:\s+\S+\/([^/\s]+)\/terraform\.tfstate/.exec(
      stripVTControlCharacters(output),
    ) ?? [];
  return ID === undefined || scope === undefined ? undefined : unlockAdvice(scope, { ID });
}

/** What to tell someone who needs a state that is locked. */
export function isLocked(key: string, holder: LockInfo | undefined): UserError {
  const scope = key.split('/').at(-2) ?? key;
  return new UserError(
    holder === undefined
      ? `The state of ${scope} is locked. See by whom: pnpm ops state lock ${scope}`
      : `The state of ${scope} is locked ${describeHolder(holder)}. Wait for it to finish. ${unlockAdvice(scope, holder)}`,
  );
}

const sha256 = (content: string): string => createHash('sha256').update(content).digest('hex');
