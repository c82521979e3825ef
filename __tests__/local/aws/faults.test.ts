import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { HeldCalls } from '../../../local/aws/held-calls';
import { get } from '../../support/test-aws';
import { startGateway, type Harness, signedAs } from './harness';

let gateway: Harness;
let held: HeldCalls;
/** The operations that had their effect. */
let done: string[];
/** For how long moto was asked to let requests wait. */
let stalled: string[];

beforeEach(async () => {
  [done, stalled, held] = [[], [], new HeldCalls()];
  gateway = await startGateway(
    ({ url = '', headers }, response) => {
      const [, seconds] = /^\/_launcher\/stall\?(.*)$/.exec(url) ?? [];
      if (seconds === undefined) done.push(String(headers['x-amz-target']).split('.')[1] ?? '');
      else stalled.push(seconds);
      response.setHeader('content-type', 'application/json').end('{}');
    },
    { held },
  );
});

/** What a client sees of a call: the status and AWS's code, or the code of the connection's error. */
async function call(operation = 'PutParameter', signal?: AbortSignal): Promise<string> {
  const headers = {
    authorization: signedAs('ssm'),
    'x-amz-target': `AmazonSSM.${operation}`,
    connection: 'close',
  };
  try {
    const given = { method: 'POST', headers, body: '{}', ...(signal && { signal }) };
    const answer = await fetch(gateway.url, given);
    const { __type: code } = (await answer.json()) as { __type?: string };
    return [answer.status, ...(code === undefined ? [] : [code])].join(' ');
  } catch (error) {
    return String((error as { cause?: { code?: string } }).cause?.code);
  }
}

async function calls(count: number, operation?: string): Promise<string[]> {
  const answers: string[] = [];
  for (let index = 0; index < count; index++) answers.push(await call(operation));
  return answers;
}

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await sleep(5);
};

describe('a fault', () => {
  it('happens to the calls of its service and operation, as many as it counts', async () => {
    const expired = { kind: 'error', status: 400, code: 'ExpiredTokenException', service: 'ssm' };
    gateway.setFaults([
      { ...expired, operation: 'DeleteParameter' },
      { ...expired, service: 'sns' },
      { ...expired, path: '/none' },
      { kind: 'error', status: 500, service: 'ssm', count: 2 },
    ]);
    expect(await calls(3)).toEqual(['500 InternalError', '500 InternalError', '200']);
    expect(await calls(2, 'DeleteParameter')).toEqual(['400 ExpiredTokenException', '200']);
    expect(done).toEqual(['PutParameter', 'DeleteParameter']);
  });

  it('of every service happens to what is signed alone', async () => {
    gateway.setFaults([{ kind: 'reset' }]);
    const { port, host } = new URL(gateway.url);
    const image = await get(Number(port), host, '/images/a.png');
    expect(image.status).toEqual(expect.any(Number));
    expect(await calls(2)).toEqual(['ECONNRESET', '200']);
  });

  it('happens with its probability, to the same calls for the same seed', async () => {
    const hit = async (seed: number): Promise<string[]> => {
      gateway.setFaults([{ kind: 'error', status: 503, probability: 0.25, seed }]);
      return calls(200);
    };
    const first = await hit(1);
    const share = first.filter((answer) => answer !== '200').length;
    expect(Math.abs(share - 50)).toBeLessThan(25);
    expect(await hit(1)).toEqual(first);
    expect(await hit(2)).not.toEqual(first);
  });

  it.each([
    [{ kind: 'throttling' }, '400 ThrottlingException', []],
    [{ kind: 'reset' }, 'ECONNRESET', []],
    [{ kind: 'reset', when: 'after' }, 'ECONNRESET', ['PutParameter']],
    [{ kind: 'error', status: 503, when: 'after' }, '503 InternalError', ['PutParameter']],
  ])('%j: the client sees %s', async (fault, seen, effects) => {
    gateway.setFaults([fault]);
    expect(await call()).toBe(seen);
    expect(done).toEqual(effects);
  });

  it.each([
    [{ kind: 'reset', opration: 'PutParameter' }, 'Unrecognized key'],
    [{ kind: 'hold', service: 'execute-api' }, 'an integration can have errors only'],
  ])('%j is refused', (fault, message) => {
    expect(() => {
      gateway.setFaults([fault]);
    }).toThrow(message);
  });

  it('of latency delays the call', async () => {
    gateway.setFaults([{ kind: 'latency', seconds: 0.3 }]);
    const start = performance.now();
    expect(await call()).toBe('200');
    expect(performance.now() - start).toBeGreaterThan(290);
  });
});

describe('a call that is held', () => {
  it.each(['before', 'after'])('goes on once it is released: %s its effect', async (when) => {
    gateway.setFaults([{ kind: 'hold', when }]);
    const answer = call();
    await until(() => held.count === 1);
    expect(done).toEqual(when === 'before' ? [] : ['PutParameter']);
    expect(await call()).toBe('200');
    held.release();
    expect(await answer).toBe('200');
    expect(done).toHaveLength(2);
  });

  it('is not held when its client has gone before', async () => {
    await held.hold(AbortSignal.abort());
    expect(held.count).toBe(0);
  });

  it('has no effect when its client has gone', async () => {
    gateway.setFaults([{ kind: 'hold' }]);
    const client = new AbortController();
    const answer = call('PutParameter', client.signal);
    await until(() => held.count === 1);
    client.abort();
    await answer;
    expect(await call('GetParameter')).toBe('200');
    expect(done).toEqual(['GetParameter']);
  });
});

describe('an outage', () => {
  it('of the gateway resets all connections, and new ones, until it is over', async () => {
    gateway.setFaults([
      { kind: 'hold', operation: 'GetParameter' },
      { kind: 'outage', of: 'gateway', seconds: 0.5, operation: 'PutParameter' },
    ]);
    const other = call('GetParameter');
    await until(() => held.count === 1);
    const start = performance.now();
    expect(await call()).toBe('ECONNRESET');
    expect(await other).toBe('ECONNRESET');
    let next = await call();
    while (next === 'ECONNRESET') next = await call();
    expect(next).toBe('200');
    expect(performance.now() - start).toBeGreaterThan(490);
  });

  it('of moto is asked of it, and the call goes on there', async () => {
    gateway.setFaults([{ kind: 'outage', of: 'moto', seconds: 7 }]);
    expect(await calls(2)).toEqual(['200', '200']);
    expect(stalled).toEqual(['7']);
  });
});
