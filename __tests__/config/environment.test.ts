import { describe, expect, it } from '@jest/globals';
import {
  awsCredentials,
  childEnvironment,
  localPort,
  searchPath,
  terraformReleases,
  terraformSettings,
  withoutTerraformOverrides,
} from '../../src/config/environment';

describe('childEnvironment', () => {
  it('lays what is added over what there is, and removes what is undefined', () => {
    const env = { A: '1', B: '2', C: undefined };
    expect(childEnvironment({ B: '3', A: undefined, D: '4' }, env)).toEqual({ B: '3', D: '4' });
  });
});

describe('localPort', () => {
  it('is the port that was set', () => {
    expect(localPort({ IMAGE_SERVICE_LOCAL_PORT: ' 4600 ' })).toBe(4600);
  });

  it.each([{}, { IMAGE_SERVICE_LOCAL_PORT: '' }])('is left open by %j', (env) => {
    expect(localPort(env)).toBeUndefined();
  });

  it.each(['80', '65536', '-1', '45e2', 'http'])('refuses "%s"', (value) => {
    expect(() => localPort({ IMAGE_SERVICE_LOCAL_PORT: value })).toThrow(
      `IMAGE_SERVICE_LOCAL_PORT = "${value}": must be a port from 1024 to 65535. Set it to a free one, or unset it.`,
    );
  });
});

describe('awsCredentials', () => {
  it('needs both keys', () => {
    expect(awsCredentials({})).toBeUndefined();
    expect(() => awsCredentials({ AWS_ACCESS_KEY_ID: 'a' })).toThrow('belong together');
    expect(awsCredentials({ AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' })).toEqual({
      accessKeyId: 'a',
      secretAccessKey: 'b',
    });
  });

  it('keeps the session token', () => {
    const env = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b', AWS_SESSION_TOKEN: 'c' };
    expect(awsCredentials(env)?.sessionToken).toBe('c');
  });
});

describe('terraformSettings', () => {
  it('knows the XDG folders and their defaults', () => {
    expect(terraformSettings({ HOME: '/home/a' }).dataDirectories).toEqual([
      '/home/a/.local/share',
      '/usr/local/share',
      '/usr/share',
    ]);
    const given = { HOME: '/home/a', XDG_DATA_HOME: '/x', XDG_DATA_DIRS: '/y:/z' };
    expect(terraformSettings(given).dataDirectories).toEqual(['/x', '/y', '/z']);
  });
});

describe('terraformReleases', () => {
  it.each([
    [undefined, 'https://releases.hashicorp.com'],
    ['', 'https://releases.hashicorp.com'],
    [' https://mirror.example/hashicorp/ ', 'https://mirror.example/hashicorp'],
  ])('with the mirror %j are at %s', (mirror, expected) => {
    expect(terraformReleases({ IMAGE_SERVICE_TERRAFORM_MIRROR: mirror })).toBe(expected);
  });

  it.each(['mirror.example', 'file:///mirror', 'https://'])('are not at "%s"', (mirror) => {
    expect(() => terraformReleases({ IMAGE_SERVICE_TERRAFORM_MIRROR: mirror })).toThrow(
      `IMAGE_SERVICE_TERRAFORM_MIRROR = "${mirror}": must be the address of a mirror of https://releases.hashicorp.com, with https:// or http://. Correct it, or unset it.`,
    );
  });
});

describe('withoutTerraformOverrides', () => {
  it.each([
    'TF_WORKSPACE',
    'TF_DATA_DIR',
    'TF_CLI_ARGS',
    'TF_CLI_ARGS_init',
    'TF_CLI_ARGS_plan',
    'TF_CLI_ARGS_state-pull',
    'AWS_ENDPOINT_URL_S3',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  ])('refuses %s by its name', (name) => {
    expect(() => withoutTerraformOverrides({ PATH: '/bin', [name]: 'x' })).toThrow(
      `${name}: must not be set, because Terraform would work on another state, in another folder, or with other options than this command says. Run: unset ${name}`,
    );
    expect(withoutTerraformOverrides({ PATH: '/bin', [name]: '' })).toMatchObject({ PATH: '/bin' });
  });

  it('names all at once', () => {
    expect(() =>
      withoutTerraformOverrides({ TF_WORKSPACE: 'x', TF_CLI_ARGS_plan: '-refresh=false' }),
    ).toThrow('Run: unset TF_WORKSPACE TF_CLI_ARGS_plan');
  });

  it('leaves out values of variables, and nothing else', () => {
    const env = { TF_VAR_region: 'eu-west-1', TF_LOG: 'debug', TF_CLI_CONFIG_FILE: 'x', HOME: '/' };
    expect(withoutTerraformOverrides(env)).toEqual({
      TF_LOG: 'debug',
      TF_CLI_CONFIG_FILE: 'x',
      HOME: '/',
    });
  });
});

describe('searchPath', () => {
  it('has no empty folders', () => {
    expect(searchPath({ PATH: '/a::/b' })).toEqual(['/a', '/b']);
  });
});
