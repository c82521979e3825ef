import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import type { Environment } from '../../src/config/environment';
import { TERRAFORM_CHECKSUMS } from '../../src/terraform/checksums';
import { withTerraform, withTerraformAtHand } from '../../src/terraform/environment';
import { pinnedVersion } from '../../src/terraform/version';
import { program, temporaryDirectory } from '../support/temporary';

const says = (version: string): string => `echo '{"terraform_version": "${version}"}'`;

const zipOf = (script: string): Buffer =>
  Buffer.from(
    zipSync({ 'LICENSE.txt': strToU8('MPL'), terraform: strToU8(`#!/bin/sh\n${script}\n`) }),
  );

const ZIP = zipOf(says('1.11.4'));

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.close();
    server.closeAllConnections();
  }
});

/** A machine whose mirror of the release site answers so, and whose PATH has that Terraform. */
async function machine({
  answer = (_, response) => response.end(ZIP),
  onPath,
  platform = 'plan9_mips',
  env = {},
  isTTY = false,
}: {
  answer?: RequestListener;
  onPath?: string;
  platform?: string;
  env?: Environment;
  isTTY?: boolean;
}) {
  const requests: (string | undefined)[] = [];
  const listening = createServer((request, response) => {
    requests.push(request.url);
    answer(request, response);
  });
  servers.push(listening);
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const mirror = `http://127.0.0.1:${(listening.address() as AddressInfo).port}/hashicorp`;
  const bin = temporaryDirectory();
  if (onPath !== undefined) program(bin, 'terraform', onPath);
  const cacheDirectory = path.join(temporaryDirectory(), 'terraform');
  const machine = {
    requests,
    url: `${mirror}/terraform/1.11.4/terraform_1.11.4_plan9_mips.zip`,
    cacheDirectory,
    program: path.join(cacheDirectory, '1.11.4_plan9_mips', 'terraform'),
    env: { PATH: bin, IMAGE_SERVICE_TERRAFORM_MIRROR: `${mirror}/`, ...env } as Environment,
    source: {
      version: '1.11.4',
      platform,
      checksums: {
        'terraform_1.11.4_plan9_mips.zip': createHash('sha256').update(ZIP).digest('hex'),
      },
      cacheDirectory,
      stderr: { isTTY, write: (text: string) => ((machine.said += text), true) },
    },
    said: '',
    find: () => withTerraform(machine.env, machine.source),
  };
  return machine;
}

/** What `terraform version` says in an environment. */
const version = (env: Environment): string =>
  spawnSync('terraform', ['version', '-json'], { env: { ...env }, encoding: 'utf8' }).stdout;

const content = (directory: string): string[] =>
  existsSync(directory) ? (readdirSync(directory, { recursive: true }) as string[]) : [];

describe('the Terraform that commands run', () => {
  it("is the PATH's, where that is the pinned version", async () => {
    const { env, find, requests } = await machine({ onPath: says('1.11.7') });
    expect(await find()).toEqual({ ...env, GOGC: '400' });
    expect(requests).toEqual([]);
  });

  it('collects garbage as the caller wants it, where that is set', async () => {
    const { find } = await machine({ onPath: says('1.11.4'), env: { GOGC: '50' } });
    expect(await find()).toMatchObject({ GOGC: '50' });
  });

  it('does not hear of what would change its runs', async () => {
    const env = { TF_VAR_region: 'eu-west-1' };
    expect(await (await machine({ onPath: says('1.11.4'), env })).find()).not.toMatchObject(env);
    const refused = await machine({ onPath: says('1.11.4'), env: { TF_WORKSPACE: 'x' } });
    await expect(refused.find()).rejects.toThrow('TF_WORKSPACE: must not be set');
  });

  it('is downloaded once, and then comes from the cache', async () => {
    const { env, cacheDirectory, find, requests, ...made } = await machine({});
    const found = await find();
    expect(version(found)).toContain('1.11.4');
    expect(found).toEqual({
      ...env,
      GOGC: '400',
      PATH: `${path.dirname(made.program)}:${env.PATH ?? ''}`,
    });
    expect(await find()).toEqual(found);
    expect(requests).toEqual(['/hashicorp/terraform/1.11.4/terraform_1.11.4_plan9_mips.zip']);
    expect(content(cacheDirectory)).toEqual(['1.11.4_plan9_mips', '1.11.4_plan9_mips/terraform']);
  });

  it.each([
    ['of another version', says('1.9.8')],
    ['that does not run', 'exit 126'],
  ])("is not the PATH's %s", async (_, onPath) => {
    const { find } = await machine({ onPath });
    expect(version(await find())).toContain('1.11.4');
  });

  it('is not run where it has no temporary folder to meet its provider in', async () => {
    const { find } = await machine({ onPath: says('1.11.4'), env: { TMPDIR: '/nowhere' } });
    await expect(find()).rejects.toMatchObject({
      name: 'UserError',
      message:
        'The temporary folder /nowhere takes no files (ENOENT): Terraform and its provider need one. Make room or give this user the right to write there, or name another in TMPDIR.',
    });
  });

  it('is whole, whoever else downloads it at the same time', async () => {
    const { find, cacheDirectory } = await machine({});
    const [one, other] = await Promise.all([find(), find()]);
    expect(version(one) + version(other)).toMatch(/1\.11\.4.*\n.*1\.11\.4/);
    expect(content(cacheDirectory)).toHaveLength(2);
  });
});

describe('a download', () => {
  it('is announced in one line', async () => {
    const made = await machine({});
    await made.find();
    expect(made.said).toBe(
      `Terraform is not on the PATH. Downloading ${made.url} into .cache (once; about 27 MB)\n`,
    );
  });

  it('counts up on a terminal, and clears its line', async () => {
    const answer: RequestListener = (_, response) => {
      response.setHeader('Content-Length', ZIP.length);
      const quarter = Math.ceil(ZIP.length / 4);
      response.write(ZIP.subarray(0, quarter));
      setTimeout(() => response.end(ZIP.subarray(quarter)), 50);
    };
    const made = await machine({ answer, isTTY: true });
    await made.find();
    expect(made.said.split('\n')[1]).toBe('\r\u001b[K25 %\r\u001b[K100 %\r\u001b[K');
  });

  it('of unknown size counts nothing', async () => {
    const answer: RequestListener = (_, response) => {
      response.write(ZIP);
      response.end();
    };
    const made = await machine({ answer, isTTY: true });
    await made.find();
    expect(made.said.split('\n')[1]).toBe('\r\u001b[K');
  });

  const tampered = zipOf('echo mine');
  const sha256 = createHash('sha256').update(tampered).digest('hex');

  it.each<[string, RequestListener, RegExp]>([
    ['that is cut short', (_, response) => response.end(ZIP.subarray(0, 100)), /another file/],
    [
      'of another file',
      (_, response) => response.end(tampered),
      new RegExp(`could not be downloaded: it is another file \\(SHA-256 ${sha256}, expected `),
    ],
    [
      'that is not there',
      (_, response) => response.writeHead(404).end('no'),
      /could not be downloaded: the answer is HTTP 404\. /,
    ],
    [
      'that breaks off',
      (_, response) => {
        response.setHeader('Content-Length', ZIP.length);
        response.write(ZIP.subarray(0, 100), () => response.destroy());
      },
      /could not be downloaded: aborted\. /,
    ],
  ])('%s leaves nothing, and the next one is tried', async (_, answer, reason) => {
    let isBroken = true;
    const made = await machine({
      answer: (request, response) => {
        if (isBroken) answer(request, response);
        else response.end(ZIP);
      },
    });
    await expect(made.find()).rejects.toThrow(reason);
    expect(content(made.cacheDirectory)).toEqual([]);
    isBroken = false;
    expect(version(await made.find())).toContain('1.11.4');
  });

  it('that is stopped by the person leaves nothing', async () => {
    const made = await machine({
      answer: (_, response) => {
        response.write(ZIP.subarray(0, 100), () => process.emit('SIGINT'));
      },
    });
    await expect(made.find()).rejects.toMatchObject({
      name: 'Interrupted',
      message: 'Stopped; terraform was not downloaded.',
    });
    expect(content(made.cacheDirectory)).toEqual([]);
    expect(process.listenerCount('SIGINT')).toBe(0);
  });

  it('that cannot be says what to do', async () => {
    const made = await machine({});
    servers[0]?.close();
    await expect(made.find()).rejects.toMatchObject({
      name: 'UserError',
      message: expect.stringMatching(
        new RegExp(
          `^Terraform is not on the PATH, and ${made.url} could not be downloaded: connect ECONNREFUSED \\S+\\. Install Terraform 1\\.11\\.4 yourself: .*; or put the program at ${made.program}; or name a mirror of HashiCorp's release site in IMAGE_SERVICE_TERRAFORM_MIRROR\\.$`,
        ),
      ),
    });
  });

  it('follows a mirror that sends on to another server, and not for ever', async () => {
    const made = await machine({
      answer: ({ url }, response) => {
        if (url === '/elsewhere.zip') response.end(ZIP);
        else response.writeHead(302, { location: '/elsewhere.zip' }).end();
      },
    });
    expect(version(await made.find())).toContain('1.11.4');
    const circle = await machine({
      answer: ({ url }, response) => response.writeHead(302, { location: url }).end(),
    });
    await expect(circle.find()).rejects.toThrow(
      'could not be downloaded: there are over 5 redirects.',
    );
    expect(circle.requests).toHaveLength(6);
  });

  it('is not tried without a checksum', async () => {
    const made = await machine({ platform: 'freebsd_amd64' });
    await expect(made.find()).rejects.toThrow(
      'Terraform is not on the PATH, and there is no checksum of terraform_1.11.4_freebsd_amd64.zip in src/terraform/checksums.ts to download it by. Install Terraform 1.11.4 yourself: `tfenv install 1.11.4`, `asdf install terraform 1.11.4` or developer.hashicorp.com/terraform/install.',
    );
    expect(made.requests).toEqual([]);
  });
});

describe('withTerraformAtHand', () => {
  it('downloads nothing, and takes what was downloaded', async () => {
    const made = await machine({});
    expect(withTerraformAtHand(made.env, made.source)).toBe(made.env);
    const found = await made.find();
    expect(withTerraformAtHand(made.env, made.source).PATH).toBe(found.PATH);
    expect(made.requests).toHaveLength(1);
  });

  it("leaves the PATH's, where that is the pinned version", async () => {
    const made = await machine({});
    await made.find();
    const bin = temporaryDirectory();
    program(bin, 'terraform', says('1.11.4'));
    const env = { PATH: bin };
    expect(withTerraformAtHand(env, made.source)).toBe(env);
  });
});

describe('the checksums', () => {
  it.each(['darwin_amd64', 'darwin_arm64', 'linux_amd64', 'linux_arm64'])(
    'cover the pinned version for %s',
    (platform) => {
      const file = `terraform_${pinnedVersion()}_${platform}.zip`;
      expect(TERRAFORM_CHECKSUMS[file]).toMatch(/^[0-9a-f]{64}$/);
    },
  );
});
