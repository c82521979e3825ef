import type { Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsRequester, sendRequest } from '../../src/ops/http-request';

describe('awsRequester', () => {
  let server: Server;
  let local = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { host = '' } = request.headers;
      response
        .writeHead(302, { location: 'https://elsewhere' })
        .end(`${request.method ?? ''} ${host} ${request.url ?? ''}`);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    local = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it("goes to the local AWS with the API's own Host header", async () => {
    const request = awsRequester({ AWS_ENDPOINT_URL: local });
    const answer = await request(
      'https://a1.execute-api.us-east-1.amazonaws.com/images?user=1',
      'PUT',
    );
    expect(answer).toEqual({
      status: 302,
      location: 'https://elsewhere',
      body: 'PUT a1.execute-api.us-east-1.amazonaws.com /images?user=1',
    });
  });

  it('goes where the address says without one', async () => {
    const { body } = await awsRequester({})(`${local}/images`);
    expect(body).toBe(`GET ${local.replace('http://', '')} /images`);
  });

  it('fails when nobody answers', async () => {
    await expect(sendRequest('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
