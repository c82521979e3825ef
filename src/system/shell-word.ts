/** The word as a shell reads it: in quotes where it holds anything that a shell would act on. */
export const shellWord = (word: string): string =>
  /^[\w./:@=+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
