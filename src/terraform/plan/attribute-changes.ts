import { differencesBetween, type Difference } from '../../values/differences';
import { mark, type IsSecret, type Path } from '../../values/mask';
import type { Change } from './terraform-plan';

/** One attribute's old and new value. */
export interface AttributeChange extends Difference {
  readonly forcesReplacement: boolean;
}

/** What a change changes, attribute by attribute. */
export function attributeChanges(change: Change, isSecret?: IsSecret): AttributeChange[] {
  const before = mark(change.before, { sensitive: change.before_sensitive, isSecret });
  const after = mark(change.after, {
    sensitive: change.after_sensitive,
    unknown: change.after_unknown,
    isSecret,
  });
  return differencesBetween(before, after).map((difference) => ({
    ...difference,
    forcesReplacement: (change.replace_paths ?? []).some(
      (path) => isWithin(path, difference.path) || isWithin(difference.path, path),
    ),
  }));
}

const isWithin = (path: Path, outer: Path): boolean =>
  outer.every((step, index) => path[index] === step);
