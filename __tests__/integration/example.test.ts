import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it, jest } from '@jest/globals';
import { notedInstance, writeInstance } from '../../local/instance';
import { childEnvironment } from '../../src/config/environment';
import { PROJECT_ROOT } from '../../src/terraform/project';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { Operator } from '../support/operator';
import { fillIn } from '../support/runbook';
import { onAws } from '../support/snapshots';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_200_000);

const README = readFileSync(
  path.join(PROJECT_ROOT, 'examples', 'hello-function', 'README.md'),
  'utf8',
);

const COMMANDS = [...README.matchAll(/^```bash\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
  block.trim().split('\n'),
);

it(
  "the example's README leads to an answer of its function",
  onAws('deployed', async ({ aws }) => {
    const env = childEnvironment(await providerEnvironment(aws.env), aws.env);
    const operator = new Operator(aws.directory, env, new Set());
    // The test's AWS is the one that this clone has started.
    const note = notedInstance(aws.server);
    if (note === undefined) throw new Error('no server is noted');
    const dataDirectory = path.join(operator.clone, '.local-aws');
    writeInstance({ ...note, dataDirectory, port: aws.port });
    const outputs: string[] = [];
    for (const command of COMMANDS) {
      const [, apiId = ''] = /api_id +=? *"?(\w+)/.exec(outputs.join('')) ?? [];
      const filled = fillIn(command, { 'api-id': apiId })
        .replace(':4580/', `:${aws.port}/`)
        .replace(/cdktf deploy \S+/, '$& --auto-approve');
      const { code, stdout, stderr } = await operator.do(filled);
      if (code !== 0) throw new Error(`${filled}: ${String(code)}\n${stdout}${stderr}`);
      outputs.push(stdout);
    }
    expect(COMMANDS).toHaveLength(4);
    const [refused, greeted] = outputs.slice(2);
    expect(refused).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
    expect(greeted).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
    expect(greeted).toMatch(/\r\n\r\n\{"message":"Hello, ada","table":"ImageMetadata-dev"\}$/);
  }),
);
