import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../src/config/user-error';
import { confirmer } from '../../src/cli/confirm';
import { RecordingTerminal } from '../support/terminal';

const person = new RecordingTerminal({ isInteractive: true });
const { signal } = new AbortController();

function conversation() {
  return { input: new PassThrough(), output: new PassThrough().setEncoding('utf8') };
}

describe('confirmer', () => {
  it('asks nobody after --yes, and still says what happens', async () => {
    const terminal = new RecordingTerminal();
    expect(await confirmer({ yes: true }, terminal)('Restore dev', signal)).toBe(true);
    expect(terminal.stderr).toBe('Restore dev\n');
  });

  it('refuses at once where nobody can be asked', () => {
    expect(() => confirmer({}, new RecordingTerminal())).toThrow(
      new UserError(
        'This asks for approval, and nobody is there to give it (no terminal). Add --yes.',
      ),
    );
  });

  it.each([
    { answer: 'yes', meant: true },
    { answer: ' yes ', meant: true },
    { answer: 'y', meant: false },
    { answer: '', meant: false },
  ])('takes "$answer" for a yes: $meant', async ({ answer, meant }) => {
    const streams = conversation();
    const asked = confirmer({}, person, streams)('Restore dev', signal);
    streams.input.write(`${answer}\n`);
    expect(await asked).toBe(meant);
    expect(streams.output.read()).toBe("Only 'yes' is taken for a yes: ");
  });

  it('takes the end of the input for a no', async () => {
    const streams = conversation();
    const asked = confirmer({}, person, streams)('Restore dev', signal);
    streams.input.end();
    expect(await asked).toBe(false);
  });

  it('stops asking when the person stops the command', async () => {
    const controller = new AbortController();
    const asked = confirmer({}, person, conversation())('Restore dev', controller.signal);
    controller.abort(new Error('stopped'));
    await expect(asked).rejects.toThrow('stopped');
  });
});
