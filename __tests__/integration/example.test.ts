import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { DescribeAlarmHistoryCommand } from '@aws-sdk/client-cloudwatch';
import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand } from '@aws-sdk/client-lambda';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { notedInstance, writeInstance, type Instance } from '../../local/instance';
import { endpoint } from '../../local/settings';
import { stageToken } from '../../local/token';
import { childEnvironment } from '../../src/config/environment';
import { AlarmInbox } from '../../src/ops/alarms/alarm-inbox';
import { PROJECT_ROOT } from '../../src/system/project';
import { providerEnvironment } from '../../src/terraform/provider-source';
import { close, listen } from '../local/aws/harness';
import { stage } from '../support/config';
import { describeInChromium, whileOpen } from '../support/chromium';
import { Operator } from '../support/operator';
import { fillIn } from '../support/runbook';
import { snapshot } from '../support/snapshots';
import { stageClients, type StageClients } from '../support/stage-clients';
import { control, freePort, get, startTestAws, type TestAws } from '../support/test-aws';

/** Terraform alone takes minutes, and many times that on a busy machine. */
jest.setTimeout(1_800_000);

/** The commands of an example's README, which first deploys all examples. */
function commandsOf(example: string): readonly string[] {
  const readme = readFileSync(path.join(PROJECT_ROOT, 'examples', example, 'README.md'), 'utf8');
  return [...readme.matchAll(/^```bash\n([^]*?)^```/gm)].flatMap(([, block = '']) =>
    block.trim().split('\n'),
  );
}

const HELLO = commandsOf('hello-function');
const UPLOAD = commandsOf('upload');

let aws: TestAws;
let operator: Operator;
let apiId = '';

/** Runs a command of a README, and returns what it prints. */
async function follow(command: string): Promise<string> {
  const filled = fillIn(command, { 'api-id': apiId })
    .replaceAll(':4580', `:${aws.port}`)
    .replace(/cdktf deploy \S+/, '$& --auto-approve');
  const { code, stdout, stderr } = await operator.do(filled);
  if (code !== 0) throw new Error(`${filled}: ${String(code)}\n${stdout}${stderr}`);
  return stdout;
}

/** The server that the test's AWS is a fork of. */
function instance(): Instance {
  const note = notedInstance(aws.server);
  if (note === undefined) throw new Error('no server is noted');
  return note;
}

beforeAll(async () => {
  aws = await startTestAws(await snapshot('deployed'));
  const env = childEnvironment(await providerEnvironment(aws.env), aws.env);
  operator = new Operator(aws.directory, env, new Set());
  // The test's AWS is the one that this clone has started.
  const dataDirectory = path.join(operator.clone, '.local-aws');
  writeInstance({ ...instance(), dataDirectory, port: aws.port });
  const [deploy = '', deployExamples = ''] = HELLO;
  expect(UPLOAD.slice(0, 2)).toEqual([deploy, deployExamples]);
  await follow(deploy);
  [, apiId = ''] = /api_id += *"?(\w+)/.exec(await follow(deployExamples)) ?? [];
});

afterAll(() => aws.stop());

it("hello's README leads to an answer of its function", async () => {
  expect(HELLO).toHaveLength(4);
  const [, , withoutToken = '', withToken = ''] = HELLO;
  expect(await follow(withoutToken)).toMatch(/^HTTP\/1\.1 401 Unauthorized\r\n/);
  const greeted = await follow(withToken);
  expect(greeted).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
  expect(greeted).toMatch(/\r\n\r\n\{"message":"Hello, ada","table":"ImageMetadata-dev"\}$/);
});

/** Uses the page as somebody would, and then its functions as nobody should; tells the page's server. */
const SCRIPT = `
  const canvas = Object.assign(document.createElement('canvas'), { width: 3, height: 2 });
  canvas.getContext('2d');
  const drawn = (type) => new Promise((resolve) => canvas.toBlob(resolve, type));
  const choose = async (type, content) => {
    image.removeAttribute('src');
    const chosen = new DataTransfer();
    chosen.items.add(new File([content], 'image', { type }));
    input.files = chosen.files;
    form.requestSubmit();
    while (output.value === 'Uploading') await new Promise((resolve) => setTimeout(resolve, 20));
    return [output.value, image.naturalWidth, image.naturalHeight];
  };
  const sendWith = async (fields) => {
    const { form } = await createUpload('image/png');
    try {
      await send({ ...form, fields: { ...form.fields, ...fields } }, await drawn('image/png'));
      return 'taken';
    } catch (error) {
      return error.message;
    }
  };
  const use = async () => ({
    png: await choose('image/png', await drawn('image/png')),
    jpeg: await choose('image/jpeg', await drawn('image/jpeg')),
    webp: await choose('image/webp', await drawn('image/webp')),
    tooLarge: await choose('image/png', new Uint8Array(5 * 1024 * 1024 + 1)),
    text: await choose('image/png', 'a text'),
    gif: await choose('image/gif', 'GIF89a'),
    otherType: await sendWith({ 'Content-Type': 'text/html' }),
    otherKey: await sendWith({ key: 'images/mine.png' }),
  });
  use()
    .catch((error) => error.message)
    .then((seen) => fetch('/seen', { method: 'POST', body: JSON.stringify(seen) }));
`;

describeInChromium("upload's page", () => {
  it('publishes images, and shows what S3 and the functions refuse', async () => {
    expect(UPLOAD).toHaveLength(5);
    const [, , serve = '', open = '', readLog = ''] = UPLOAD;
    const address = await follow(open.replace(/^chromium /, 'echo '));
    expect(await usePage(serve, address.trim())).toEqual({
      png: ['Published', 3, 2],
      jpeg: ['Published', 3, 2],
      webp: ['Published', 3, 2],
      tooLarge: ['EntityTooLarge: Your proposed upload exceeds the maximum allowed size', 0, 0],
      text: ['The file is not what its content type says', 0, 0],
      gif: ['contentType must be image/jpeg, image/png or image/webp', 0, 0],
      otherType: expect.stringMatching(
        /^AccessDenied: Invalid according to Policy: .*"\$Content-Type"/,
      ),
      otherKey: expect.stringMatching(/^AccessDenied: Invalid according to Policy: .*"\$key"/),
    });
    const { s3, dynamodb } = stageClients(aws.env);
    const { Contents = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: 'images-lego-moc-dev' }),
    );
    expect(Contents.map(({ Key = '' }) => Key.replace(/[\da-f-]{36}/, '<id>')).sort()).toEqual([
      'images/<id>.jpg',
      'images/<id>.png',
      'images/<id>.webp',
    ]);
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: 'ImageMetadata-dev',
        IndexName: 'UserIndex',
        KeyConditionExpression: 'userId = :ada',
        ExpressionAttributeValues: { ':ada': { S: 'ada' } },
      }),
    );
    const outcomes = Items.map(({ outcome }) => outcome?.S);
    expect(outcomes).toEqual(['published', 'published', 'published', 'refused']);
    expect(await follow(readLog)).toContain('platform.report');
  });
});

/** What the script tells of the page, which the README's command serves: as http://localhost:3000 of that browser. */
async function usePage(serve: string, address: string): Promise<unknown> {
  const port = await freePort();
  const command = `exec ${serve.replace(' 3000 ', ` ${port} `)}`;
  const served = spawn('bash', ['-c', command], { cwd: operator.clone, stdio: 'ignore' });
  let tell: (seen: unknown) => void;
  const told = new Promise<unknown>((resolve) => {
    tell = resolve;
  });
  const site = createServer((request, response) => {
    if (request.url === '/seen') {
      void text(request).then((body) => {
        response.end();
        tell(JSON.parse(body));
      });
      return;
    }
    void pageAt(port).then((page) => {
      response.setHeader('content-type', 'text/html');
      response.end(`${page}<script>${SCRIPT}</script>`);
    });
  });
  try {
    const { port: at } = new URL(await listen(site));
    const mapped = `--host-resolver-rules=MAP localhost:3000 127.0.0.1:${at}`;
    return await whileOpen(address, told, [mapped]);
  } finally {
    served.kill();
    await close(site);
  }
}

/** The page, once it is served. */
async function pageAt(port: number): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/`).catch(() => undefined);
    if (answer?.ok) return answer.text();
    await sleep(100);
  }
}

it("raises the stage's own alarms by what callers see, and lowers them once all is well", async () => {
  const clients = stageClients(aws.env);
  let ahead = 0;
  const advance = (seconds: number): Promise<unknown> => {
    ahead += seconds;
    return control(aws, 'clock', { advanceSeconds: seconds });
  };
  // What is new since the deploy has been evaluated.
  await advance(60);
  const inboxes = ['alarms', 'pages'].map(
    (topic) =>
      new AlarmInbox({
        ...{ clients, queueName: topic, tags: {} },
        topicArn: `arn:aws:sns:us-east-1:123456789012:image-service-dev-${topic}`,
      }),
  );
  const [alarms, pages] = inboxes;
  const told = (inbox: AlarmInbox | undefined, name: string, state: 'ALARM' | 'OK') =>
    inbox?.waitFor({
      ...{ alarmName: `image-service-dev-${name}`, state, timeoutSeconds: 60 },
      signal: new AbortController().signal,
    });
  await Promise.all(inboxes.map((inbox) => inbox.open()));

  const slow = { kind: 'error', status: 503 };
  await control(aws, 'faults', [{ ...slow, service: 's3', code: 'SlowDown', count: 6 }]);
  for (let times = 0; times < 6; times++) {
    const { status } = await fetch(`${endpoint(aws.port)}/images-lego-moc-dev/any.png`);
    expect(status).toBe(503);
  }
  const fault = { ...slow, service: 'execute-api', operation: 'GET /hello', count: 11 };
  await control(aws, 'faults', [fault]);
  const token = await stageToken({ ...instance(), port: aws.port }, stage('dev'), {
    subject: 'ada',
  });
  const authorization = `Bearer ${token}`;
  const hello = () => get(aws.port, `${apiId}.execute-api.localhost`, '/hello', { authorization });
  const unavailable = { status: 503, body: '{"message":"Service Unavailable"}' };
  for (let times = 0; times < 11; times++) expect(await hello()).toMatchObject(unavailable);
  await advance(60);
  for (const name of ['s3-5xx', 'api-5xx']) expect(await told(alarms, name, 'ALARM')).toBe(true);
  expect(await told(pages, 'unhealthy', 'ALARM')).toBe(true);

  // Without the claims of a token it fails: twenty times, in two periods of five minutes.
  const command = new InvokeCommand({ FunctionName: 'image-service-dev-hello', Payload: '{}' });
  for (let period = 0; period < 2; period++) {
    await advance(Math.ceil(300 - ((Date.now() / 1000 + ahead) % 300)));
    for (let times = 0; times < 20; times++) {
      expect(await clients.lambda.send(command)).toMatchObject({ FunctionError: 'Unhandled' });
    }
  }
  await advance(60);
  expect(await told(alarms, 'lambda-error-rate', 'ALARM')).toBe(true);

  expect(await hello()).toMatchObject({ status: 200 });
  await advance(4500);
  for (const name of ['s3-5xx', 'api-5xx', 'lambda-error-rate']) {
    expect(await told(alarms, name, 'OK')).toBe(true);
    expect(await changes(clients, `image-service-dev-${name}`)).toEqual([
      'Alarm updated from INSUFFICIENT_DATA to OK',
      'Alarm updated from OK to ALARM',
      'Alarm updated from ALARM to OK',
    ]);
  }
  expect(await told(pages, 'unhealthy', 'OK')).toBe(true);
  expect((await Promise.all(inboxes.map((inbox) => inbox.close()))).flat()).toEqual([]);
});

/** The alarm's changes of state, oldest first. */
async function changes(
  { cloudwatch }: StageClients,
  AlarmName: string,
): Promise<(string | undefined)[]> {
  const { AlarmHistoryItems = [] } = await cloudwatch.send(
    new DescribeAlarmHistoryCommand({
      ...{ AlarmName, HistoryItemType: 'StateUpdate', ScanBy: 'TimestampAscending' },
    }),
  );
  return AlarmHistoryItems.map(({ HistorySummary }) => HistorySummary);
}
