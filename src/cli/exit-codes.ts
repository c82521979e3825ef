/** What every ops command ends with; 130 after Ctrl-C, as shells have it. */
export const EXIT_CODE = {
  ok: 0,
  /** It could not be done, or a check found something wrong. */
  failure: 1,
  /** There are differences or drift. */
  differences: 2,
} as const;

/** For `--help`. */
export const EXIT_CODES_HELP =
  'Exit codes: 0 done, 1 failed or something is wrong, 2 differences or drift found, 130 stopped.';
