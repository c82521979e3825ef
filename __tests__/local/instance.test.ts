import { afterEach, describe, expect, it } from '@jest/globals';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  commandLine,
  identify,
  notedInstance,
  removeInstance,
  runningInstance,
  writeInstance,
  type Instance,
} from '../../local/instance';
import { temporaryDirectory, write } from '../support/temporary';

let server: Server | undefined;

afterEach(() => {
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

/** Something on a port that answers everything with that text. */
function answering(text: string): Promise<number> {
  const listening = createServer((_, response) => response.end(text));
  server = listening;
  return new Promise((resolve) => {
    listening.listen(0, '127.0.0.1', () => {
      resolve((listening.address() as AddressInfo).port);
    });
  });
}

const noted = (port: number, dataDirectory = temporaryDirectory()): Instance => ({
  id: 'id',
  token: 'token',
  dataDirectory,
  pid: process.pid,
  port,
  startedAt: '2026-01-01T00:00:00.000Z',
  moto: { pid: 1, port: 2, description: 'moto' },
});

const running = (instance: Instance): Promise<Instance | undefined> => {
  writeInstance(instance);
  return runningInstance(instance.dataDirectory);
};

describe('runningInstance', () => {
  it('is the noted one when it answers with its id', async () => {
    const port = await answering(JSON.stringify({ id: 'id', dataDirectory: '/x' }));
    const instance = noted(port);
    expect(await running(instance)).toEqual(instance);
  });

  it.each([
    ['another local AWS', JSON.stringify({ id: 'other', dataDirectory: '/x' })],
    ['some other program', 'hello'],
  ])('is none when %s has the port', async (_, text) => {
    expect(await running(noted(await answering(text)))).toBeUndefined();
  });

  it('is none when nobody answers', async () => {
    expect(await running(noted(1))).toBeUndefined();
  });

  it('is none without a note, or with one that cannot be read', async () => {
    const directory = temporaryDirectory();
    expect(await runningInstance(directory)).toBeUndefined();
    write(directory, 'server.json', '{"pid":');
    expect(await runningInstance(directory)).toBeUndefined();
  });
});

describe('the note', () => {
  it('can be read until it is removed', () => {
    const instance = noted(1);
    writeInstance(instance);
    expect(notedInstance(instance.dataDirectory)).toEqual(instance);
    removeInstance(instance.dataDirectory);
    expect(notedInstance(instance.dataDirectory)).toBeUndefined();
  });
});

describe('identify', () => {
  it('names the owner of a port', async () => {
    const port = await answering(JSON.stringify({ id: 'i', dataDirectory: '/clone' }));
    expect(await identify(port)).toEqual({ id: 'i', dataDirectory: '/clone' });
  });
});

describe('commandLine', () => {
  it('is empty for a process that has ended', () => {
    expect(commandLine(process.pid)).toContain('node');
    expect(commandLine(999_999_999)).toBe('');
  });
});
