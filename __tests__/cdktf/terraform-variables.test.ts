import { describe, expect, it } from '@jest/globals';
import { bootstrap } from '../../src/ops/bootstrap/bootstrap';
import { planStage } from '../../src/ops/plan/plan-stage';
import { planImports } from '../../src/ops/recover/plan-imports';
import { runCdktf } from '../../src/cdktf/run-cdktf';
import type { Environment } from '../../src/config/environment';

/** Nothing is there that could be asked or run. */
const env = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', PATH: '/nowhere' };
const options = { values: 'all', allowDestroy: [], lockTimeout: '1s' } as const;

const COMMANDS: Readonly<Record<string, (given: Environment) => Promise<unknown>>> = {
  'ops bootstrap': (given) => bootstrap({ env: given }),
  'ops plan': (given) => planStage('dev', options, given),
  'ops recover --out': (given) => planImports('dev', [], options, given),
  'cdktf deploy': (given) => runCdktf(['deploy', 'image-service-dev', '--auto-approve'], given),
  'cdktf diff': (given) => runCdktf(['diff', 'image-service-dev'], given),
  'cdktf destroy': (given) => runCdktf(['destroy', 'image-service-dev', '--auto-approve'], given),
};

describe('a variable that would change what Terraform does', () => {
  it.each(Object.entries(COMMANDS))('stops `%s` before it begins', async (_, command) => {
    await expect(command({ ...env, TF_CLI_ARGS_plan: '-target=aws_sns_topic.a' })).rejects.toThrow(
      'TF_CLI_ARGS_plan: must not be set, because',
    );
  });
});
