import { createServer } from 'node:http';
import { CloudWatchClient, ListDashboardsCommand } from '@aws-sdk/client-cloudwatch';
import { expect, it } from '@jest/globals';
import { awsClock } from '../../src/aws/clock';
import { close, listen } from '../local/aws/harness';

const MINUTE = 60_000;

/** How many whole minutes a clock is ahead of this machine's. */
const minutesAhead = (clock: () => Date): number =>
  // -0 is 0.
  Math.round((clock().getTime() - Date.now()) / MINUTE) + 0;

it("is this machine's clock until AWS has answered, then AWS's", async () => {
  const server = createServer((_request, response) => {
    const date = new Date(Date.now() + 3 * MINUTE).toUTCString();
    response.writeHead(200, { date, 'content-type': 'application/x-amz-json-1.0' }).end('{}');
  });
  const client = new CloudWatchClient({
    region: 'us-east-1',
    endpoint: await listen(server),
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  const clock = awsClock(client);
  expect(minutesAhead(clock)).toBe(0);
  await client.send(new ListDashboardsCommand({}));
  expect(minutesAhead(clock)).toBe(3);
  client.destroy();
  await close(server);
});
