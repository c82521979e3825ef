import { describe, expect, it } from '@jest/globals';
import { terraformSettings } from '../../src/config/environment';
import {
  impliedMirrors,
  systemDirectories,
  terraformPlatform,
} from '../../src/terraform/provider-mirror';

describe('terraformPlatform', () => {
  it.each([
    ['linux', 'x64', 'linux_amd64'],
    ['darwin', 'arm64', 'darwin_arm64'],
    ['win32', 'ia32', 'windows_386'],
  ])('of %s on %s is %s', (os, cpu, expected) => {
    expect(terraformPlatform(os, cpu)).toBe(expected);
  });
});

describe('impliedMirrors', () => {
  const settings = terraformSettings({ HOME: '/home/a', APPDATA: '/roaming' });

  it.each([
    [
      'linux',
      [
        '/home/a/.terraform.d/plugins',
        '/home/a/.local/share/terraform/plugins',
        '/usr/local/share/terraform/plugins',
        '/usr/share/terraform/plugins',
      ],
    ],
    [
      'darwin',
      [
        '/home/a/.terraform.d/plugins',
        '/home/a/Library/Application Support/io.terraform/plugins',
        '/Library/Application Support/io.terraform/plugins',
      ],
    ],
    ['win32', ['/roaming/terraform.d/plugins', '/roaming/HashiCorp/Terraform/plugins']],
  ])('on %s are those that Terraform documents', (os, expected) => {
    expect(impliedMirrors(settings, os)).toEqual(expected);
  });

  it('need a home folder', () => {
    expect(impliedMirrors(terraformSettings({ XDG_DATA_DIRS: '/x' }), 'linux')).toEqual([
      '/x/terraform/plugins',
    ]);
  });
});

describe('systemDirectories', () => {
  it('differ by system', () => {
    expect(systemDirectories('linux')).toContain('/opt');
    expect(systemDirectories('darwin')).toContain('/Library/Application Support');
  });
});
