/** A command line as a shell would split it; what it sends elsewhere is left out. */
export const wordsOf = (line: string): string[] =>
  (line.replace(/ [>|].*/, '').match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) =>
    word.replaceAll(/^['"]|['"]$/g, ''),
  );
