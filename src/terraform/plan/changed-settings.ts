import type { ChangedSetting } from '../state/recorded-settings';
import { code } from './markdown';

/** Where the runbook says how a shell gets the settings of the last deploy. */
const REMEDY = 'docs/runbook.md#settings-of-the-last-deploy';

const TITLE = 'Settings of the last deploy that are other ones here';

/** How a setting differs from the last deploy's, without its value. */
export const settingText = ({ variable, isGiven }: ChangedSetting): string =>
  isGiven ? `${variable} has another value` : `${variable} is not set`;

/** The settings that say whom a stage's alarms tell. */
export const emailSettings = (settings: readonly ChangedSetting[]): ChangedSetting[] =>
  settings.filter(({ key }) => key === 'alarmEmails' || key === 'pageEmails');

/** For the terminal, a line each. */
export const settingLines = (settings: readonly ChangedSetting[]): string[] =>
  settings.length === 0
    ? []
    : [`${TITLE} (${REMEDY}):`, ...settings.map((setting) => `  ${settingText(setting)}`)];

/** For the top of `plan.md`. */
export function renderSettings(settings: readonly ChangedSetting[]): string {
  if (settings.length === 0) return '';
  const lines = settings.map(
    ({ variable, isGiven }) =>
      `> - ${code(variable)} ${isGiven ? 'has another value' : 'is not set'}`,
  );
  return [`> [!WARNING]`, `> **${TITLE}** (${REMEDY}):`, ...lines].join('\n');
}
