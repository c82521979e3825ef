import { pathText } from '../../values/text';
import { allowOption, fateAndLoss, fateOf, type StatefulLoss } from './gate';
import { code } from './markdown';
import { fullAddress } from './plan-view';
import type { ShownValues } from './render-resource';

/** The warning that stands above everything else, one per stateful resource. */
export function renderWarning(loss: StatefulLoss, values: ShownValues): string {
  const { resource, data, isAllowed } = loss;
  const name = values === 'all' && resource.name !== undefined ? ` ${code(resource.name)}` : '';
  const forced = resource.attributes
    .filter(({ forcesReplacement }) => forcesReplacement)
    .map(({ path }) => code(pathText(path)));
  const because = forced.length > 0 ? ` Forced by ${forced.join(', ')}.` : '';
  const option = code(allowOption(resource.address));
  return [
    `> [!${isAllowed ? 'WARNING' : 'CAUTION'}]`,
    `> **The ${data.noun}${name} ${fateAndLoss(loss)}.**`,
    `> ${code(fullAddress(resource))}.${because} ${isAllowed ? `Allowed by ${option}.` : `Refused without ${option}.`}`,
  ].join('\n');
}

/** All warnings in one block, a line each. */
export function renderShortWarnings(losses: readonly StatefulLoss[]): string {
  if (losses.length === 0) return '';
  const lines = losses.map(
    (loss) =>
      `> - ${code(fullAddress(loss.resource))}: ${loss.data.noun} ${fateOf(loss)}${loss.isAllowed ? ' (allowed)' : ''}`,
  );
  return [
    '> [!CAUTION]',
    '> **What no apply brings back is destroyed, or no longer protected:**',
    ...lines,
  ].join('\n');
}
