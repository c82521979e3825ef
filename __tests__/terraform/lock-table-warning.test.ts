import { describe, expect, it } from '@jest/globals';
import {
  LockTableWarningFilter,
  withoutLockTableWarning,
} from '../../src/terraform/lock-table-warning';

/** As Terraform 1.11.4 prints it with -no-color, framed into a pipe, and framed on a wide terminal. */
const PLAIN = `
Warning: Deprecated Parameter

The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile"
instead.
`;
const WITH_PLACE = PLAIN.replace(
  'Parameter\n',
  `Parameter

  on cdk.tf.json line 3178, in terraform.backend.s3:
3178:         "dynamodb_table": "image-service-state-lock",
`,
);
const BAR = '\u001b[33m│\u001b[0m \u001b[0m';
const framed = (...lines: string[]): string =>
  [
    '\u001b[33m╷\u001b[0m\u001b[0m',
    `${BAR}\u001b[1m\u001b[33mWarning: \u001b[0m\u001b[0m\u001b[1mDeprecated Parameter\u001b[0m`,
    BAR,
    ...lines.map((line) => BAR + line),
    '\u001b[33m╵\u001b[0m\u001b[0m\n',
  ].join('\n');
const FRAMED = framed(
  '\u001b[0mThe parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile"',
  'instead.',
);
const WIDE = framed(
  'The parameter "dynamodb_table" is deprecated. Use parameter "use_lockfile" instead.',
);
const ANOTHER = PLAIN.replace('dynamodb_table', 'assume_role_duration');

describe('the warning about the lock table', () => {
  it.each([
    ['plain', PLAIN],
    ["init's", WITH_PLACE],
    ['framed', FRAMED],
    ['framed on a wide terminal', WIDE],
  ])('is not shown, and all else is: %s', (_, warning) => {
    const shown = withoutLockTableWarning(`Plan: 1 to add\n${warning}a.b: Creating...\n\u001b[0m`);
    expect(shown.replace(/\n+/g, '\n')).toBe('Plan: 1 to add\na.b: Creating...\n\u001b[0m');
  });

  it('leaves every other warning as it is', () => {
    const text = `${ANOTHER}${framed('No such thing.')}Warning: Deprecated Parameter`;
    expect(withoutLockTableWarning(text)).toBe(text);
  });

  it('is known in pieces, and no line waits for the next', () => {
    const shown: string[] = [];
    const filter = new LockTableWarningFilter((text) => shown.push(text));
    for (const piece of `${FRAMED}a.b: Creating...\n`) filter.write(piece);
    expect(shown).toEqual(['a.b: Creating...\n']);
  });
});
