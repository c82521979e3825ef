const { spawn } = require('node:child_process');
const { scripts } = require('../../package.json');

/** The steps of `pnpm build`, by the script's name. */
const CHECKS = Object.fromEntries(
  scripts.build.split(' && ').map((step) => {
    const name = step.replace(/^pnpm /, '');
    return [name, scripts[name]];
  }),
);

/** Runs the checks one after the other while Jest runs the tests; a check that fails fails the run. */
module.exports = class ChecksReporter {
  #checks;
  #failed = [];

  constructor(_globalConfig, { checks = CHECKS } = {}) {
    this.#checks = checks;
  }

  onRunStart() {
    this.#checks = this.#run(Object.entries(this.#checks));
  }

  async onRunComplete() {
    await this.#checks;
    for (const { name, output } of this.#failed) say(`\n${name} failed:\n${output}`);
  }

  getLastError() {
    if (this.#failed.length === 0) return undefined;
    return new Error(`failed: ${this.#failed.map(({ name }) => name).join(', ')}`);
  }

  async #run(checks) {
    for (const [name, command] of checks) {
      const start = Date.now();
      const { code, output } = await ended(command);
      const seconds = ((Date.now() - start) / 1000).toFixed(1);
      if (code === 0) {
        say(`${name} passed (${seconds} s)\n`);
      } else {
        this.#failed.push({ name, output });
        say(`${name} failed (${seconds} s); what it says comes last\n`);
      }
    }
  }
};

function ended(command) {
  const child = spawn(command, { shell: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => (output += text));
  }
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, output }));
  });
}

const say = (text) => process.stderr.write(text);
