import { sayOnce, sendSignal } from '../system/interrupts';
import { descendants, terraformProcesses } from '../system/processes';
import { STOPPING } from '../terraform/terraform';

const LOOK_AGAIN_MILLISECONDS = 250;

/** How long cdktf may take to end by itself once its Terraform has. */
const GRACE_MILLISECONDS = 1500;

/** How long it may take when told to: without Terraform there is nothing to put in order. */
const END_MILLISECONDS = 1000;

/** What stopping needs from the machine; tests pass their own. */
export interface StopCdktfMachine {
  readonly family: (pid: number) => ReturnType<typeof descendants>;
  readonly send: (pid: number, signal: NodeJS.Signals) => void;
  readonly say: (line: string) => void;
}

const operatingSystem: StopCdktfMachine = {
  family: descendants,
  send: sendSignal,
  say: sayOnce,
};

/**
 * Ends a running cdktf without losing the state lock. A signal to cdktf itself would end it and
 * hang up on its Terraform, which then dies with the lock held. So only Terraform is interrupted,
 * whichever one cdktf is running or still comes to start, and cdktf ends because Terraform did.
 */
export class CdktfStopper {
  private readonly interrupted = new Set<number>();
  private timer: NodeJS.Timeout | undefined;
  private lastSeen: number | undefined;
  private toldToEnd: number | undefined;

  constructor(private readonly machine: StopCdktfMachine = operatingSystem) {}

  /** The person wants to stop, for the first, second, … time. */
  readonly press = (pid: number, presses: number): void => {
    if (presses === 1) {
      this.machine.say(STOPPING);
      this.look(pid);
      this.timer = setInterval(() => {
        this.look(pid);
      }, LOOK_AGAIN_MILLISECONDS);
    } else if (presses === 2) {
      this.interrupted.clear();
      this.look(pid);
    } else {
      this.endAll(pid, 'SIGKILL');
    }
  };

  /** cdktf has ended. */
  end(): void {
    clearInterval(this.timer);
  }

  private look(pid: number): void {
    // Held still, cdktf cannot start a Terraform between the look and the signal.
    this.machine.send(pid, 'SIGSTOP');
    try {
      const running = terraformProcesses(this.machine.family(pid));
      for (const terraform of running.filter((candidate) => !this.interrupted.has(candidate))) {
        this.interrupted.add(terraform);
        this.machine.send(terraform, 'SIGINT');
      }
      if (running.length > 0) this.lastSeen = performance.now();
      else this.endWithoutTerraform(pid);
    } finally {
      this.machine.send(pid, 'SIGCONT');
    }
  }

  private endWithoutTerraform(pid: number): void {
    const now = performance.now();
    if (this.lastSeen !== undefined && now - this.lastSeen <= GRACE_MILLISECONDS) return;
    this.toldToEnd ??= now;
    this.endAll(pid, now - this.toldToEnd > END_MILLISECONDS ? 'SIGKILL' : 'SIGTERM');
  }

  private endAll(pid: number, signal: NodeJS.Signals): void {
    for (const member of this.machine.family(pid)) this.machine.send(member.pid, signal);
    this.machine.send(pid, signal);
  }
}
