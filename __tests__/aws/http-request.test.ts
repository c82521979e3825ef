import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { awsRequester, githubRequester, sendRequest } from '../../src/aws/http-request';

describe('awsRequester', () => {
  let server: Server;
  let local = '';

  beforeAll(async () => {
    server = createServer((request, response) => {
      const { host = '', authorization, 'user-agent': agent } = request.headers;
      const said = [agent && ` agent=${agent}`, authorization && ` auth=${authorization}`];
      response
        .writeHead(302, { location: 'https://elsewhere' })
        .end(`${request.method ?? ''} ${host} ${request.url ?? ''}${said.join('')}`);
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
      date: expect.stringMatching(/ GMT$/),
      body: 'PUT a1.execute-api.us-east-1.amazonaws.com /images?user=1',
    });
  });

  it('goes where the address says without one', async () => {
    const { body } = await awsRequester({})(`${local}/images`);
    expect(body).toBe(`GET ${local.replace('http://', '')} /images`);
  });

  it("asks GitHub's API with the token that it is given, and without one", async () => {
    const { body } = await githubRequester({ apiUrl: local, token: undefined })('/repos/us/ours');
    expect(body).toBe(`GET ${local.replace('http://', '')} /repos/us/ours agent=image-service`);
    const { body: withToken } = await githubRequester({ apiUrl: local, token: 't' })('/');
    expect(withToken).toContain('auth=Bearer t');
  });

  it('fails when nobody answers', async () => {
    await expect(sendRequest('http://127.0.0.1:1/')).rejects.toMatchObject({
      code: 'ECONNREFUSED',
    });
  });
});
