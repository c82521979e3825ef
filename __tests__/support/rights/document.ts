import path from 'node:path';
import { table } from '../../../src/guardrails/document';
import { PROJECT_ROOT } from '../../../src/system/project';
import type { RoleKind } from '../../../src/deploy-rights/command-rights';
import { ROLE_KINDS } from '../../../src/deploy-rights/command-rights';
import type { Cell } from './matrix';
import type { Whose } from './unseparated';
import { UNSEPARATED, WITHOUT_RESOURCE } from './unseparated';

export const RIGHTS_DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'rights.md');

/** docs/rights.md, by what the simulation allows. */
export const rightsDocument = (cells: readonly Cell[]): string =>
  [
    '# What the roles may do, simulated',
    'Written by `pnpm test:update-rights`; `__tests__/deploy-rights/matrix.test.ts` compares. Every plan, store and deploy role against every resource of every stage, of a stage `dev2` and of one with every opt-in: how many actions of AWS on that kind of resource its policies allow. _New_: about to be made and tagged. _Nobody’s_: of the same account, with another name or without tags. Another number of actions in a protected stage: it deletes neither its table nor its buckets.',
    rightsTable(cells),
    '## What AWS cannot separate',
    table(
      ['What', 'Whose', 'Plan and store role', 'Deploy role', 'Why'],
      UNSEPARATED.map(({ on, whose, actions, reason }) => [
        on.map(code).join(' '),
        whose.map((one) => HEADINGS[one].toLowerCase()).join(', '),
        short(actions.plan),
        short(actions.deploy),
        reason,
      ]),
    ),
    '## What changes something and knows no resource',
    table(
      ['Action', 'Why'],
      WITHOUT_RESOURCE.map(({ actions, reason }) => [words(actions).map(code).join(' '), reason]),
    ),
  ].join('\n\n') + '\n';

/** What the failing test prints, too. */
export function rightsTable(cells: readonly Cell[]): string {
  const columns: readonly (readonly [RoleKind, Whose])[] = ROLE_KINDS.flatMap((role) =>
    (Object.keys(HEADINGS) as Whose[]).map((whose) => [role, whose] as const),
  );
  const shown = columns.filter(([role, whose]) => role === 'deploy' || whose !== 'new');
  const rows = [...new Set(cells.map(({ what }) => what))]
    .sort()
    .map((what) => [
      code(what),
      ...shown.map(([role, whose]) =>
        range(
          cells
            .filter((cell) => cell.what === what && cell.role === role && cell.whose === whose)
            .map(({ allowed }) => allowed.length),
        ),
      ),
    ]);
  return table(
    ['What', ...shown.map(([role, whose]) => `${role}: ${HEADINGS[whose].toLowerCase()}`)],
    rows,
  );
}

const HEADINGS: Readonly<Record<Whose, string>> = {
  own: 'Own',
  new: 'New',
  'another stage': "Another stage's",
  'no stage': 'Nobody’s',
};

const range = (counts: readonly number[]): string => {
  if (counts.length === 0) return '';
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(least) : `${least}–${most}`;
};

/** Without the service, which the first column has. */
const short = (actions = ''): string =>
  words(actions)
    .map((action) => code(action.split(':')[1] ?? ''))
    .join(' ');

const words = (text: string): string[] => text.split(' ').filter((word) => word !== '');

const code = (text: string): string => `\`${text}\``;
