const { execFile } = require('node:child_process');

/** Which part of the suite a process belongs to, by its command line; the first that fits. */
const PARTS = {
  'Terraform and its provider': /^\S*terraform/,
  'the local AWS': /moto|enforcing-server|local\/server/,
  'Chromium, for the pages': /chrom/,
  Node: /node|jest|esbuild|tsc|tsgolint|oxlint|oxfmt/,
};

/** Every thread, where `ps` can say so: of a process it says what the first one does, which in Go mostly waits. */
const EVERY = process.platform === 'linux' ? ['-A', '-L'] : ['-A'];

/**
 * Says at the end what the processors were busy with, and how often nothing ran. Every thread of this machine is
 * looked at, as `ps` shows it: without `ps`, nothing is said.
 */
module.exports = class ProcessorTimeReporter {
  #looks = [];
  #interval;
  #timer;

  /** Between two looks lies that many milliseconds. */
  constructor(_globalConfig, { interval = 2000 } = {}) {
    this.#interval = interval;
  }

  onRunStart() {
    this.#timer = setInterval(() => {
      execFile('ps', [...EVERY, '-o', 'stat=,args='], (error, text) => {
        if (error === null) this.#looks.push(text);
      });
    }, this.#interval);
    this.#timer.unref();
  }

  onRunComplete() {
    clearInterval(this.#timer);
    const text = processorTime(this.#looks);
    if (text !== '') process.on('exit', () => process.stderr.write(`\n${text}\n`));
  }
};

/** A line a part: how much of what ran was of it, by what `ps` showed at each look. */
function processorTime(looks) {
  if (looks.length === 0) return '';
  const running = looks.map((look) =>
    look.split('\n').flatMap((line) => {
      const command = /^R\S* +(.+)$/.exec(line)?.[1] ?? '';
      // Neither what looks nor the system is part of the suite.
      if (command === '' || /^(\S*\/)?ps |^\[/.test(command)) return [];
      const [part] = Object.entries(PARTS).find(([, of]) => of.test(command)) ?? ['the rest'];
      return [part];
    }),
  );
  const all = running.flat();
  const share = (count, of) => `${((100 * count) / Math.max(of, 1)).toFixed(0).padStart(5)} %`;
  const lines = [...Object.keys(PARTS), 'the rest'].map((part) => {
    const count = all.filter((one) => one === part).length;
    return `${share(count, all.length)} ${part}`;
  });
  const waiting = running.filter((parts) => parts.length === 0).length;
  return [
    'Processor time went into:',
    ...lines,
    `Nothing ran, because all waited:${share(waiting, looks.length)} of the time`,
  ].join('\n');
}
