import path from 'node:path';
import { table } from '../../../src/guardrails/document';
import { PROJECT_ROOT } from '../../../src/system/project';
import { LIFE } from './changes';
import { SETTINGS, STATEFUL, WITHOUT_DATA } from './losses';

export const DATA_DOCUMENT = path.join(PROJECT_ROOT, 'docs', 'data.md');

/** docs/data.md, by what the suites expect. */
export const dataDocument = (): string =>
  [
    '# Data is kept',
    'Written by `pnpm test:update-data`. `__tests__/integration/data.test.ts` loses everything in these ways, by plans of the real Terraform, and compares who refuses; `__tests__/docs/data.test.ts` compares this page and the guardrails.',
    '## What holds data, and who refuses to lose it',
    'The gate is that of `ops plan`, `ops apply`, `ops deploy`, `ops recover` and `ops bootstrap`, and of `pnpm cdktf deploy` but for a disposable stage ([plans.md](plans.md#the-gate)): it names each resource and ends with 3 or 1 until `--allow-destroy` or `IMAGE_SERVICE_ALLOW_DESTROY` names it, too. Terraform refuses by `prevent_destroy`, which it forgets where the resource is no longer in the configuration. The last column: what AWS does with a removal that was allowed by mistake.',
    table(
      ['What', 'Where', 'Replaced', 'Removed', 'Renamed without `moved`', 'Then, at AWS'],
      STATEFUL.map(({ what, places, replaced, removed, renamed, deletion }) => [
        what,
        stacksOf(places),
        replaced.join(', '),
        removed.join(', '),
        renamed.join(', '),
        deletion === 'refused' ? 'refused: the data stays' : 'deleted',
      ]),
    ),
    'A bucket that is not empty is refused by S3, a table by its deletion protection.',
    '## Protection switched off',
    'A [guardrail](guardrails.md) stops the synthesis, so that there is no plan; the gate refuses the plan of a stage that is made disposable as a whole, to which fewer guardrails apply.',
    table(
      ['What', 'Refused in', 'Guardrail', 'Gate', 'Let through in'],
      SETTINGS.map(({ what, refusedAt, guardrail, gate, letThrough }) => [
        what,
        stacksOf(refusedAt),
        guardrail === 'none' ? '' : code(guardrail),
        gate === undefined ? '' : code(gate),
        letThrough === undefined ? '' : `${stacksOf(letThrough.at)}: ${letThrough.because}`,
      ]),
    ),
    '## What holds none',
    table(
      ['Type', 'Why an apply brings it back'],
      Object.entries(WITHOUT_DATA).map(([type, why]) => [code(type), why]),
    ),
    '## Items and objects through changes',
    'On a stage with items (of every type, up to nearly 400 KB, Unicode) and objects (versions, a delete marker, metadata, an empty one, one in parts): after each of these steps every item, byte, version and metadata is the same, and table and buckets are those of before, by their dates of creation.',
    table(
      ['Step', 'With'],
      Object.values(LIFE).map(({ step, changes }) => [step, changes.join('; ')]),
    ),
  ].join('\n\n') + '\n';

/** e.g. `staging, prod` */
const stacksOf = (places: readonly string[]): string =>
  [...new Set(places.map((place) => place.split(' ')[0]))].join(', ');

const code = (text: string): string => `\`${text}\``;
