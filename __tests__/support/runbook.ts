import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT_ROOT } from '../../src/terraform/project';

/** The subcommands of one `pnpm ops …` family that the runbook tells people to run. */
export function runbookCommands(family: string): string[] {
  const runbook = readFileSync(path.join(PROJECT_ROOT, 'docs', 'runbook.md'), 'utf8');
  const lines = runbook.matchAll(new RegExp(`pnpm ops ${family} ([a-z]+)`, 'g'));
  return [...new Set([...lines].map(([, command]) => command ?? ''))];
}
