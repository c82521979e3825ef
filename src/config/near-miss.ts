import { UserError } from './user-error';

/** What is said of a name that there is none of. */
export const unknownName = (
  kind: 'command' | 'stack' | 'stage',
  given: string,
  names: readonly string[],
): UserError =>
  new UserError(
    `There is no ${kind} "${given}".${didYouMean(given, names)} The ${kind}s are: ${names.join(', ')}.`,
  );

/** e.g. ` Did you mean "dev"?` after a name that does not exist; empty where none is like it. */
export function didYouMean(given: string, names: readonly string[]): string {
  const near = names
    .map((name) => ({ name, misses: isBeginning(given, name) ? 1 : misses(given, name) }))
    .filter(({ name, misses: count }) => count <= Math.min(3, Math.ceil(name.length / 4)))
    .sort((one, other) => one.misses - other.misses)[0];
  return near === undefined ? '' : ` Did you mean "${near.name}"?`;
}

const isBeginning = (one: string, other: string): boolean =>
  Math.min(one.length, other.length) >= 3 && (one.startsWith(other) || other.startsWith(one));

/** How many letters are wrong, missing or too many; two neighbours in each other's place count once. */
function misses(given: string, name: string): number {
  let [before, last]: [number[], number[]] = [
    [],
    Array.from({ length: name.length + 1 }, (_, i) => i),
  ];
  for (let row = 1; row <= given.length; row++) {
    const next = [row];
    for (let column = 1; column <= name.length; column++) {
      const isSame = given[row - 1] === name[column - 1];
      const isSwapped =
        row > 1 && given[row - 1] === name[column - 2] && given[row - 2] === name[column - 1];
      next.push(
        Math.min(
          (last[column] ?? 0) + 1,
          (next[column - 1] ?? 0) + 1,
          (last[column - 1] ?? 0) + (isSame ? 0 : 1),
          isSwapped ? (before[column - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, last] = [last, next];
  }
  return last[name.length] ?? 0;
}
