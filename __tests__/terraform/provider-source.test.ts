import { describe, expect, it, jest } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { terraformSettings } from '../../src/config/environment';
import { terraformPlatform } from '../../src/terraform/provider-mirror';
import type { ProviderSourceOptions } from '../../src/terraform/provider-source';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { temporaryDirectory, write } from '../support/temporary';

const PROVIDER = { source: 'registry.terraform.io/hashicorp/aws', version: '5.100.0' };
const UNPACKED = `registry.terraform.io/hashicorp/aws/5.100.0/${terraformPlatform()}`;
const PACKED = `registry.terraform.io/hashicorp/aws/terraform-provider-aws_5.100.0_${terraformPlatform()}.zip`;

interface Situation {
  readonly env?: Record<string, string>;
  readonly reachable?: boolean;
  readonly directories?: string[];
}

async function decide({ env = {}, reachable = false, directories = [] }: Situation) {
  const generatedFile = path.join(temporaryDirectory(), 'cache', 'terraform.rc');
  const isRegistryReachable = jest.fn(() => Promise.resolve(reachable));
  const options: ProviderSourceOptions = {
    settings: terraformSettings({ XDG_DATA_DIRS: temporaryDirectory(), ...env }),
    providers: [PROVIDER],
    directories,
    generatedFile,
    isRegistryReachable,
  };
  const result = await providerEnvironment({}, options);
  const written = existsSync(generatedFile) ? readFileSync(generatedFile, 'utf8') : undefined;
  return { result, generatedFile, written, isRegistryReachable };
}

function mirror(at = '.', location = `${UNPACKED}/terraform-provider-aws`): string {
  const directory = temporaryDirectory();
  write(path.join(directory, at), location);
  return directory;
}

describe('TF_PROVIDER_MIRROR', () => {
  it.each([
    ['unpacked', `${UNPACKED}/terraform-provider-aws`],
    ['packed', PACKED],
  ])('is used when it holds the locked provider %s', async (_, location) => {
    const directory = mirror('.', location);
    const env = { TF_PROVIDER_MIRROR: directory };
    const { result, generatedFile, written } = await decide({ env, reachable: true });
    expect(result).toEqual({ TF_CLI_CONFIG_FILE: generatedFile });
    expect(written).toBe(`provider_installation {
  filesystem_mirror {
    path    = "${directory}"
    include = ["registry.terraform.io/*/*"]
  }
  direct {
    exclude = ["registry.terraform.io/*/*"]
  }
}
`);
  });

  it('is refused when it holds another version', async () => {
    const directory = mirror('.', UNPACKED.replace('5.100.0', '5.99.0'));
    await expect(decide({ env: { TF_PROVIDER_MIRROR: directory } })).rejects.toThrow(
      `TF_PROVIDER_MIRROR = "${directory}": must hold ${UNPACKED} or ${PACKED}. Make it with \`terraform providers mirror\`, or unset the variable.`,
    );
  });

  it("keeps the rest of the person's configuration", async () => {
    const own = write(temporaryDirectory(), 'own.rc', 'plugin_cache_may_break = 1');
    const env = { TF_PROVIDER_MIRROR: mirror(), TF_CLI_CONFIG_FILE: own };
    const { written } = await decide({ env });
    expect(written).toMatch(/^plugin_cache_may_break = 1\nprovider_installation \{/);
  });
});

describe("the person's own CLI configuration", () => {
  it('stands when it says where providers come from', async () => {
    const own = write(temporaryDirectory(), 'own.rc', 'provider_installation {\n}\n');
    const { result, isRegistryReachable } = await decide({
      env: { TF_CLI_CONFIG_FILE: own },
      directories: [mirror('plugins')],
    });
    expect(result).toEqual({});
    expect(isRegistryReachable).not.toHaveBeenCalled();
  });

  it('is found in the home folder', async () => {
    const home = temporaryDirectory();
    write(home, '.terraformrc', 'provider_installation {}');
    const { result } = await decide({ env: { HOME: home }, directories: [mirror('plugins')] });
    expect(result).toEqual({});
  });

  it('is replaced by an empty one when the file does not exist, which is said once, and not by Terraform', async () => {
    const stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const absent = path.join(temporaryDirectory(), 'absent.rc');
    const env = { TF_CLI_CONFIG_FILE: absent };
    const { result, generatedFile, written } = await decide({ env, reachable: true });
    expect(result).toEqual({ TF_CLI_CONFIG_FILE: generatedFile });
    expect(written).toBe('');
    await decide({ env, reachable: true });
    const said = stderr.mock.calls;
    stderr.mockRestore();
    expect(said).toEqual([
      [
        `TF_CLI_CONFIG_FILE = "${absent}": there is no such file. Write it, or unset the variable.\n`,
      ],
    ]);
  });
});

describe('a mirror of this machine', () => {
  it('is left to Terraform where Terraform looks by itself', async () => {
    const home = temporaryDirectory();
    write(home, `.terraform.d/plugins/${UNPACKED}/terraform-provider-aws`);
    const { result, isRegistryReachable } = await decide({ env: { HOME: home } });
    expect(result).toEqual({});
    expect(isRegistryReachable).not.toHaveBeenCalled();
  });

  it('is used from one level below a system folder, when the registry is out of reach', async () => {
    const system = mirror('plugins');
    const { written } = await decide({ directories: [temporaryDirectory(), system] });
    expect(written).toContain(`path    = ${JSON.stringify(path.join(system, 'plugins'))}`);
  });

  it('is not used when the registry answers', async () => {
    const { result } = await decide({ directories: [mirror('plugins')], reachable: true });
    expect(result).toEqual({});
  });

  it.each([
    ['in the system folder itself', '.', UNPACKED],
    ['two levels down', 'a/b', UNPACKED],
    ['in another version', 'a', UNPACKED.replace('5.100.0', '5.0.0')],
  ])('is not used %s', async (_, at, location) => {
    const directories = [mirror(at, `${location}/terraform-provider-aws`)];
    expect((await decide({ directories })).result).toEqual({});
  });
});
