import { stripVTControlCharacters } from 'node:util';
import { counted } from './plan/summary';

/** What takes its time inside the provider, whatever AWS does, and how much on the local AWS. */
const LOCAL_WAITS: Readonly<Record<string, string>> = {
  aws_s3_bucket_lifecycle_configuration: 'S3 lifecycle configurations (usually 55 s)',
  aws_cloudfront_distribution: 'the distribution (usually 30 s)',
  aws_route53_record: 'DNS records (usually 15 to 30 s)',
};

/** What takes AWS minutes, as the provider's documentation of aws_cloudfront_distribution has it. */
const AWS_WAITS: Readonly<Record<string, string>> = {
  ...LOCAL_WAITS,
  aws_cloudfront_distribution: 'the distribution (up to 15 minutes)',
};

const PLAN = /^Plan: (?:\d+ to import, )?(\d+) to add, (\d+) to change, (\d+) to destroy\./;
const APPLIED = /^Apply complete! Resources: (.+)\.$/;
const COMPLETE = /^(\S+)(?: \(.*\))?: (?:Creation|Modifications|Destruction) complete after /;
const WAITING = /^(\S+)(?: \(.*\))?: Still (?:creating|modifying|destroying)\.\.\. /;
const ERROR = /^(?:│ )?Error: /;
/** cdktf's spinner, and the line that it ends with. */
const CDKTFS_OWN = /^[\u2800-\u28ff] {2}\w+$|^\d+ Stacks? deploying\s.* waiting$/;

/** How many of the last lines are shown of a failure that Terraform does not call an error. */
const LAST_LINES = 20;

/** Reads what Terraform says, or cdktf, which puts the stack's name before Terraform's lines. */
export class TerraformOutput {
  /** e.g. `78 to add, 0 to change, 0 to destroy`; of a run without changes there is none. */
  planned: string | undefined;
  /** e.g. `78 added, 0 changed, 0 destroyed` */
  applied: string | undefined;
  private total = 0;
  private done = 0;
  private readonly waitingFor = new Set<string>();
  private rest = '';
  private lines: string[] = [];
  private firstError: number | undefined;

  constructor(
    private readonly stack: string,
    private readonly place: 'AWS' | 'local' = 'local',
  ) {}

  /** Takes the next piece of output, which may end within a line. */
  read(text: string): void {
    const lines = (this.rest + text).split('\n');
    this.rest = lines.pop() ?? '';
    for (const line of lines) this.readLine(this.withoutPrefix(stripVTControlCharacters(line)));
  }

  /** How far it is, and for what it has been waiting longest. */
  get progress(): string {
    return this.total === 0 ? 'planning' : `${this.done} of ${this.total} resources${this.waits}`;
  }

  /** The same of an apply of a plan that is there. */
  get applying(): string {
    return `${counted(this.done, 'resource')} done${this.waits}`;
  }

  get hasFailed(): boolean {
    return this.firstError !== undefined;
  }

  private get waits(): string {
    const known = this.place === 'AWS' ? AWS_WAITS : LOCAL_WAITS;
    const types = new Set([...this.waitingFor].map((address) => address.split('.')[0] ?? ''));
    const waits = [...types].map((type) => known[type] ?? type).join(', ');
    return waits === '' ? '' : `, waiting for ${waits}`;
  }

  /** What tells why it failed: all from the first error on, the same error once. */
  get failure(): string {
    const lines = [...this.lines, this.rest].slice(this.firstError ?? -LAST_LINES);
    return withoutRepetitions(lines.filter((line) => !CDKTFS_OWN.test(line)).join('\n'))
      .replace(/\n{3,}/g, '\n\n')
      .trim();
  }

  private readLine(line: string): void {
    if (ERROR.test(line)) this.firstError ??= this.lines.length;
    this.lines.push(line);
    const plan = PLAN.exec(line);
    if (plan !== null) {
      this.planned = `${plan[1] ?? ''} to add, ${plan[2] ?? ''} to change, ${plan[3] ?? ''} to destroy`;
      this.total = Number(plan[1]) + Number(plan[2]) + Number(plan[3]);
    }
    this.applied = APPLIED.exec(line)?.[1] ?? this.applied;
    const waiting = WAITING.exec(line)?.[1];
    if (waiting !== undefined) this.waitingFor.add(waiting);
    const complete = COMPLETE.exec(line)?.[1];
    if (complete === undefined) return;
    this.done += 1;
    this.waitingFor.delete(complete);
  }

  private withoutPrefix(line: string): string {
    const width = this.stack.length + 2;
    return [`${this.stack}  `, ' '.repeat(width)].includes(line.slice(0, width))
      ? line.slice(width)
      : line;
  }
}

/** Interrupted, Terraform says "execution halted" of each resource that it has not begun. */
function withoutRepetitions(text: string): string {
  const errors = text.split(/\n(?=╷)|(?<!╷)\n(?=(?:│ )?Error: )/);
  const first = new Map<string, string>();
  for (const error of errors) {
    const content = error.replace(/[╷│╵\s]+/g, ' ').trim();
    if (!first.has(content)) first.set(content, error);
  }
  return [...first.values()].join('\n');
}
