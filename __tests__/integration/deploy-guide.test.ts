import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DeleteHostedZoneCommand, ListHostedZonesByNameCommand } from '@aws-sdk/client-route-53';
import { expect, it, jest } from '@jest/globals';
import { childEnvironment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/system/project';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { Operator } from '../support/operator';
import { onAws } from '../support/snapshots';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

const GUIDE = readFileSync(path.join(PROJECT_ROOT, 'docs', 'deploy.md'), 'utf8');

/** A block of commands, and the lines that the guide promises of it. */
interface Step {
  readonly commands: readonly string[];
  readonly prints: readonly string[];
}

const linesOf = (text = ''): string[] => text.split('\n').filter((line) => line !== '');

const STEPS: readonly Step[] = [
  ...GUIDE.matchAll(/^```bash\n([^]*?)^```\n(?:\n```text\n([^]*?)^```\n)?/gm),
].map(([, commands, prints]) => ({ commands: linesOf(commands), prints: linesOf(prints) }));

it(
  'docs/deploy.md leads from an account with nothing in it to a deployed dev',
  onAws(undefined, async ({ aws, clients }) => {
    const { route53 } = clients;
    const { HostedZones = [] } = await route53.send(new ListHostedZonesByNameCommand({}));
    for (const { Id } of HostedZones) await route53.send(new DeleteHostedZoneCommand({ Id }));
    const env = childEnvironment(await providerEnvironment(aws.env), aws.env);
    const operator = new Operator(aws.directory, env, new Set());
    await operator.do('git init -q && git add -A && git commit -qm "as it is"');
    const settings: string[] = [];
    for (const { commands, prints } of STEPS) {
      let output = '';
      for (const command of commands) {
        if (command.startsWith('export ')) {
          settings.push(command);
          continue;
        }
        const [, expected = '0'] = /# ends with (\d)$/.exec(command) ?? [];
        const { code, stdout, stderr } = await operator.do([...settings, command].join('\n'));
        output += stdout + stderr;
        if (code !== Number(expected)) throw new Error(`${command}: ${String(code)}\n${output}`);
      }
      expect(output.split('\n')).toEqual(expect.arrayContaining([...prints]));
    }
    expect(STEPS.flatMap(({ commands }) => commands).length).toBeGreaterThan(10);
  }),
);
