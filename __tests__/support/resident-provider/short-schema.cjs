// Starts the AWS provider as Terraform's provider developers do, and stands before it: of the schema, which
// describes 2,000 types and which every command of Terraform asks for, it hands on the types that the stacks
// and suites have (a fiftieth, and a quarter of a command's CPU time). All other calls pass unchanged.
const { spawn } = require('node:child_process');
const { existsSync, readFileSync, renameSync, rmSync, writeFileSync } = require('node:fs');
const http2 = require('node:http2');
const net = require('node:net');
const path = require('node:path');

const [provider, kept, testProcess] = process.argv.slice(2);
/** The shared server's folder, in which the forks' folders lie. */
const server = path.resolve(kept, '../..');

const child = spawn(provider, ['-debug'], { stdio: ['ignore', 'pipe', 'ignore'] });
const end = () => {
  child.kill('SIGKILL');
  process.exit();
};
child.once('exit', end);
process.once('SIGTERM', end);
// It ends with the test process, however that ends.
setInterval(() => {
  try {
    process.kill(testProcess, 0);
  } catch {
    end();
  }
}, 2_000);

let printed = '';
child.stdout.on('data', (chunk) => {
  printed += chunk;
  const found = /TF_REATTACH_PROVIDERS='(.*)'/.exec(printed);
  if (found === null) return;
  const reattach = found[1];
  child.stdout.removeAllListeners('data').resume();
  const address = /"String":"(.*?)"/.exec(reattach)[1];
  rmSync(`${kept}.sock`, { force: true });
  standBefore(address).listen(`${kept}.sock`, () => {
    writeFileSync(`${kept}.new`, reattach.replace(address, `${kept}.sock`));
    renameSync(`${kept}.new`, `${kept}.reattach`);
  });
});

/** A server of gRPC that passes all calls on to the provider at that socket. */
function standBefore(socket) {
  const settings = { initialWindowSize: 2 ** 24 };
  const upstream = http2.connect('http://provider', {
    createConnection: () => net.connect(socket),
    settings,
  });
  return http2.createServer({ settings }).on('stream', (call, headers) => {
    const isSchema = headers[':path'].endsWith('/GetSchema');
    const file = path.join(server, 'schema');
    if (isSchema && existsSync(file)) {
      answer(call.resume(), readFileSync(file), { 'grpc-status': '0' });
      return;
    }
    const asked = upstream.request(headers, { endStream: false });
    call.pipe(asked);
    let trailers = {};
    asked.on('trailers', (sent) => (trailers = sent));
    if (isSchema) {
      const chunks = [];
      asked.on('data', (chunk) => chunks.push(chunk));
      asked.once('end', () => {
        const schema = withKnownTypes(Buffer.concat(chunks));
        writeFileSync(`${kept}.schema`, schema);
        renameSync(`${kept}.schema`, file);
        answer(call, schema, trailers);
      });
      return;
    }
    asked.once('response', (sent) => {
      call.respond({ ...sent }, { waitForTrailers: true });
      call.once('wantTrailers', () => call.sendTrailers({ ...trailers }));
      asked.pipe(call);
    });
    call.once('close', () => asked.close());
    for (const each of [asked, call]) each.on('error', () => undefined);
  });
}

function answer(call, message, trailers) {
  call.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  call.once('wantTrailers', () => call.sendTrailers({ ...trailers }));
  call.end(message);
}

/** The message GetProviderSchema.Response of Terraform's protocol 5 without types that nobody has. */
function withKnownTypes(message) {
  const types = new Set(readFileSync(path.join(server, 'types'), 'utf8').split('\n'));
  /** Maps of a schema by type: of resources, data sources and ephemeral resources. */
  const maps = [2, 3, 8];
  const kept = [...fields(message.subarray(5))].filter(
    ({ number, body }) =>
      !maps.includes(number) || types.has(String(fields(body).next().value.body)),
  );
  const body = Buffer.concat(kept.map(({ whole }) => whole));
  const head = Buffer.alloc(5);
  head.writeUInt32BE(body.length, 1);
  return Buffer.concat([head, body]);
}

/** The fields of a Protocol Buffers message that has none but those with a length. */
function* fields(message) {
  for (let at = 0; at < message.length;) {
    const start = at;
    const varint = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = message[at++];
        value += (byte & 0x7f) * 2 ** shift;
        if (byte < 0x80) return value;
      }
    };
    const number = varint() >>> 3;
    const length = varint();
    at += length;
    yield { number, body: message.subarray(at - length, at), whole: message.subarray(start, at) };
  }
}
