import path from 'node:path';
import { inspect } from 'node:util';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { BadInput } from './bad-input';
import { COMMAND_LINES } from './command-lines';
import type { BadConfiguration } from './configurations';
import { CONFIGURATIONS } from './configurations';
import { ENVIRONMENT } from './environment';
import { FILES } from './files';
import { SURROUNDINGS } from './surroundings';

export const DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'bad-input.md');

/** The cases that run as commands in a clone, by their kind. */
export const COMMANDS: Readonly<Record<string, readonly BadInput[]>> = {
  Environment: ENVIRONMENT,
  'Command lines': COMMAND_LINES,
  Files: FILES,
  Surroundings: SURROUNDINGS,
};

/** What is bad in a configuration, as somebody would write it. */
export function nameOf({ says: _said, ...given }: BadConfiguration): string {
  const [[key, value] = ['', {}]] = Object.entries(given);
  return `${key} ${inspect(value, { breakLength: Infinity, depth: key === 'stages' ? 0 : 3 })}`;
}

/** The document: every case, and what it is answered with. */
export function document(): string {
  const counts = [
    ['Configuration', CONFIGURATIONS.length] as const,
    ...Object.entries(COMMANDS).map(([kind, cases]) => [kind, cases.length] as const),
  ];
  const sum = counts.reduce((all, [, count]) => all + count, 0);
  return `${[
    INTRODUCTION,
    [...counts, ['All', sum] as const].map(([kind, count]) => `- ${kind}: ${count}`).join('\n'),
    '## Configuration',
    block(CONFIGURATIONS.map((one) => `# ${nameOf(one)}\n${one.says}`)),
    ...Object.entries(COMMANDS).flatMap(([kind, cases]) => [
      `## ${kind}`,
      block(cases.map(transcript)),
    ]),
  ].join('\n\n')}\n`;
}

/** As it looks in a terminal. */
function transcript({ what, env = {}, aws, surroundings = '', line, says }: BadInput): string {
  const set = Object.entries(env).map(([name, value]) =>
    value === undefined ? `unset ${name};` : `${name}=${inspect(value)}`,
  );
  const where = aws?.lock !== undefined || aws?.state !== undefined ? ', in AWS' : '';
  const begin = surroundings === '' ? [] : [`$ ${surroundings}`];
  return [`# ${what}${where}`, ...begin, `$ ${[...set, line].join(' ')}`, says].join('\n');
}

const block = (parts: readonly string[]): string =>
  `\`\`\`text\n${parts
    .join('\n\n')
    .replaceAll(process.execPath, '/usr/bin/node')
    .replaceAll('```', "'''")}\n\`\`\``;

const INTRODUCTION = `# Bad input

What was given, and all that was said. \`pnpm test:update-bad-input\` writes this from the table of
\`__tests__/support/bad-input\`; \`__tests__/integration/bad-input.test.ts\` runs each case and demands this text on stderr,
exit code 1, no file made, changed or removed in the clone, the home and the temporary folder, and no call of AWS,
or none but reading ones where AWS has to be asked. Problems of the configuration stand in a frame, which is left out
here: how many there are, and where to correct them. \`…\` is the folder that the clone, the home and the temporary folder
lie in; its path has a space and umlauts. [0026](decisions/0026-bad-input.md) says how full disks and the like are made.`;
