import { describe, expect, it } from '@jest/globals';
import { execute } from '../../local/execute';
import { currentEnvironment } from '../../src/config/environment';

describe('execute', () => {
  it.each([0, 7])('passes on exit code %d', async (code) => {
    expect(await execute(['sh', '-c', `exit ${code}`], currentEnvironment())).toBe(code);
  });

  it('runs with the environment that it is given', async () => {
    const env = { ...currentEnvironment(), MARK: 'here' };
    expect(await execute(['sh', '-c', '[ "$MARK" = here ]'], env)).toBe(0);
  });

  it('keeps from npm what pnpm tells its scripts, and nothing else', async () => {
    const pnpms = [
      'npm_config_verify_deps_before_run',
      'npm_config_manage_package_manager_versions',
      'npm_config_npm_globalconfig',
      'npm_config__jsr_registry',
      'npm_config_globalconfig',
    ];
    const env = Object.fromEntries([...pnpms, 'npm_config_yes'].map((name) => [name, 'set']));
    const script = `[ "$(env | grep ^npm_config_)" = npm_config_yes=set ]`;
    expect(await execute(['sh', '-c', script], { ...env, PATH: '/usr/bin:/bin' })).toBe(0);
  });

  it('passes on a signal as shells do', async () => {
    expect(await execute(['sh', '-c', 'kill -INT $$'], currentEnvironment())).toBe(130);
  });

  it('says that there is no such command', async () => {
    await expect(execute(['no-such-command'], currentEnvironment())).rejects.toThrow(
      '"no-such-command" cannot be run (ENOENT). The command follows `pnpm local exec --`, e.g. pnpm local exec -- aws sts get-caller-identity',
    );
  });
});
