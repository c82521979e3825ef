import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { existsSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import path from 'node:path';
import { commandLine, identify, writeInstance, type Instance } from '../../local/instance';
import { startLocalAws } from '../../local/start';
import { stopLocalAws } from '../../local/stop';
import { freePort } from '../support/test-aws';
import { program, temporaryDirectory, write } from '../support/temporary';

/** Answers like the launcher's moto as far as starting needs it, and knows the hosted zone. */
const FAKE_MOTO = `exec "${process.execPath}" "$(dirname "$0")/moto.js"`;
const FAKE_MOTO_SOURCE = `
const zone = '<ListHostedZonesByNameResponse xmlns="https://route53.amazonaws.com/doc/2013-04-01/"><HostedZones><HostedZone><Id>/hostedzone/Z1</Id><Name>lego-api.com.</Name><CallerReference>x</CallerReference></HostedZone></HostedZones><IsTruncated>false</IsTruncated><MaxItems>100</MaxItems></ListHostedZonesByNameResponse>';
const server = require('node:http').createServer((request, response) => {
  response.setHeader('Content-Type', 'text/xml');
  response.end(request.url.includes('hostedzone') ? zone : 'ok');
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.stdin.resume().once('end', () => process.exit());
`;

const directories: string[] = [];

afterEach(async () => {
  for (const directory of directories.splice(0)) await stopLocalAws(directory);
});

async function situation(motoScript: string = FAKE_MOTO) {
  const dataDirectory = temporaryDirectory();
  directories.push(dataDirectory);
  const bin = temporaryDirectory();
  write(bin, 'moto.js', FAKE_MOTO_SOURCE);
  const python = program(bin, 'python', motoScript);
  const said: string[] = [];
  const options = {
    port: await freePort(),
    dataDirectory,
    say: (line: string): void => void said.push(line),
    moto: { description: 'a fake', python },
  };
  return { options, said };
}

/** Ended; this process, its parent, may not have taken notice yet. */
const hasEnded = (pid: number): boolean => /^$|<defunct>/.test(commandLine(pid));

const isGone = ({ pid, moto }: Instance): boolean => hasEnded(pid) && hasEnded(moto.pid);

describe('startLocalAws', () => {
  it('starts once, answers on its port, and is ended by stopLocalAws', async () => {
    const { options, said } = await situation();
    const instance = await startLocalAws(options);
    expect(instance).toMatchObject({ port: options.port, moto: { description: 'a fake' } });
    expect(await startLocalAws(options)).toEqual(instance);
    expect(said).toEqual([`Starting the local AWS on port ${options.port} (a fake)`]);
    expect(await stopLocalAws(options.dataDirectory)).toBe(true);
    expect(isGone(instance)).toBe(true);
    expect(existsSync(path.join(options.dataDirectory, 'server.json'))).toBe(false);
    expect(await stopLocalAws(options.dataDirectory)).toBe(false);
  }, 30_000);

  it('refuses a second port for the same clone', async () => {
    const { options } = await situation();
    await startLocalAws(options);
    await expect(startLocalAws({ ...options, port: options.port + 1 })).rejects.toThrow(
      `This clone's local AWS already runs on port ${options.port}, not ${options.port + 1}. \`pnpm local down\` ends it; or unset IMAGE_SERVICE_LOCAL_PORT, or set it to ${options.port}.`,
    );
  }, 30_000);

  it('names the clone that has the port, and leaves it running', async () => {
    const { options: first } = await situation();
    await startLocalAws(first);
    const { options: second } = await situation();
    await expect(startLocalAws({ ...second, port: first.port })).rejects.toThrow(
      `Port ${first.port} is taken by the local AWS of ${first.dataDirectory}. Choose another one: IMAGE_SERVICE_LOCAL_PORT=${first.port + 1} pnpm local`,
    );
    expect(await identify(first.port)).toMatchObject({ dataDirectory: first.dataDirectory });
  }, 30_000);

  it('says that another program has the port', async () => {
    const { options } = await situation();
    // It says nothing, and hangs up after the one who asks.
    const other: Server = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => other.listen(options.port, '127.0.0.1', resolve));
    await expect(startLocalAws(options)).rejects.toThrow(
      new RegExp(
        `^Port ${options.port} is taken by (another program|\\S.* \\(process \\d+\\))\\. Choose`,
      ),
    );
    other.close();
  });

  it('replaces one that was killed, and ends the moto that it left', async () => {
    const { options } = await situation();
    const killed = await startLocalAws(options);
    process.kill(killed.pid, 'SIGKILL');
    const instance = await startLocalAws(options);
    expect(instance.id).not.toBe(killed.id);
    expect(hasEnded(killed.moto.pid)).toBe(true);
  }, 30_000);

  it('does not touch a program that has the process id of a killed one', async () => {
    const { options } = await situation();
    writeInstance({
      id: 'of-a-killed-one',
      token: '',
      dataDirectory: options.dataDirectory,
      pid: process.pid,
      port: options.port,
      startedAt: '',
      moto: { pid: process.pid, port: 1, description: '' },
    });
    expect(await stopLocalAws(options.dataDirectory)).toBe(false);
    expect(existsSync(path.join(options.dataDirectory, 'server.json'))).toBe(false);
  });

  it('shows the end of the log when it does not start, and leaves nothing running', async () => {
    const { options } = await situation('echo "moto is broken" >&2; exit 3');
    const log = path.join(options.dataDirectory, 'server.log');
    const error: unknown = await startLocalAws(options).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'UserError' });
    const { message } = error as Error;
    expect(message).toContain(`The local AWS ended while starting. The end of ${log}:\n`);
    expect(message).toContain('moto is broken');
    expect(message).toContain('moto ended with exit code 3');
    expect(await identify(options.port)).toBeUndefined();
  }, 30_000);

  it('ends what does not become ready', async () => {
    const { options } = await situation('sleep 60');
    const now = jest.spyOn(performance, 'now').mockReturnValueOnce(0).mockReturnValue(Infinity);
    const starting = startLocalAws(options).finally(() => {
      now.mockRestore();
    });
    await expect(starting).rejects.toThrow(
      /^The local AWS was not ready within 30 s\. The end of .*server\.log:/,
    );
    expect(await identify(options.port)).toBeUndefined();
  }, 30_000);

  it('ends when its data folder is deleted, since nobody could find it any more', async () => {
    const { options } = await situation();
    const instance = await startLocalAws(options);
    rmSync(options.dataDirectory, { recursive: true });
    for (let tries = 0; tries < 100 && !isGone(instance); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    expect(isGone(instance)).toBe(true);
  }, 30_000);

  it('ends when its moto ends', async () => {
    const { options } = await situation();
    const instance = await startLocalAws(options);
    process.kill(instance.moto.pid, 'SIGKILL');
    for (let tries = 0; tries < 100 && !isGone(instance); tries++) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(isGone(instance)).toBe(true);
    expect(existsSync(path.join(options.dataDirectory, 'server.json'))).toBe(false);
  }, 30_000);
});
