import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { SmallStageFolder } from './small-stage';

/** A Terraform that waits for approval, and holds the lock while it does. */
export async function holdLock(
  stage: SmallStageFolder,
  env: Readonly<Record<string, string>>,
): Promise<ChildProcess> {
  const child = spawn('terraform', ['destroy', '-no-color'], {
    cwd: stage.directory,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  return new Promise((resolve, reject) => {
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
        if (output.includes('Enter a value:')) resolve(child);
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      const how = signal ?? `exit code ${String(code)}`;
      reject(new Error(`terraform ended (${how}) before it asked: ${output}`));
    });
  });
}

/** Ends it, if it has not ended yet. */
export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}
