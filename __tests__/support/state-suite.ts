import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { childEnvironment } from '../../src/config/environment';
import { loadConfig } from '../../src/config/load';
import type { AwsClients } from '../../src/aws/clients';
import { awsClients } from '../../src/aws/clients';
import type { StateContext } from '../../src/terraform/state/context';
import { contextOf } from '../../src/terraform/state/context';
import type { ChangedState } from '../../src/ops/state/change-state';
import type { Restored } from '../../src/ops/state/restore';
import { providerEnvironment } from '../../src/terraform/provider-source';
import type { Ended } from './commands';
import { runOps } from './commands';
import { accountOf } from './config';
import type { Moto } from './moto';
import { startMoto } from './moto';
import { SmallStageFolder } from './small-stage';
import { createBackend } from './state-bucket';

/** A local AWS with an empty state bucket, and `ops state` on it. */
export class StateSuite {
  readonly bucket: string;
  readonly clients: AwsClients;
  readonly context: StateContext;
  /** A small dev stage to apply. */
  readonly dev: SmallStageFolder;
  private readonly backups: string[] = [];

  private constructor(
    private readonly moto: Moto,
    readonly env: Readonly<Record<string, string>>,
  ) {
    const config = loadConfig({ env });
    this.bucket = config.shared.stateBucketName;
    this.clients = awsClients(config.shared.stateRegion, env);
    this.context = contextOf(accountOf(config), this.clients, env);
    this.dev = new SmallStageFolder('dev', config.shared, env);
  }

  static async start(): Promise<StateSuite> {
    const moto = await startMoto();
    const providers = await providerEnvironment(moto.env);
    const env = childEnvironment(
      {
        ...providers,
        CHECKPOINT_DISABLE: '1',
        // Nobody else on this machine works on a state of that name, whatever they test.
        IMAGE_SERVICE_STATE_BUCKET_NAME: `image-service-state-${randomUUID()}`.slice(0, 63),
      },
      moto.env,
    );
    const suite = new StateSuite(moto, env);
    await createBackend(suite.clients, suite.context.config.shared);
    return suite;
  }

  async stop(): Promise<void> {
    this.dev.remove();
    for (const file of this.backups) rmSync(file, { force: true });
    await this.moto.stop();
  }

  /** `pnpm ops state …` */
  ops(...args: string[]): Promise<Ended> {
    return runOps(['state', ...args], this.env);
  }

  /** `pnpm ops state … --json`, read. */
  async json<T>(...args: string[]): Promise<T> {
    const { stdout, stderr } = await this.ops(...args, '--json');
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as T;
  }

  /** `pnpm ops state restore dev … --yes`; its backup goes with the suite. */
  restore(version: string): Promise<Restored> {
    return this.change<Restored>('restore', 'dev', version);
  }

  /** `pnpm ops state mv|rm dev … --yes`; its backup goes with the suite. */
  edit(...args: string[]): Promise<ChangedState> {
    return this.change<ChangedState>(...args);
  }

  private async change<Result extends { readonly backup?: string | undefined }>(
    ...args: string[]
  ): Promise<Result> {
    const result = await this.json<Result>(...args, '--yes');
    if (result.backup !== undefined) this.backups.push(result.backup);
    return result;
  }

  /** Terraform's own plan of dev. */
  plan(): Promise<Ended> {
    return this.dev.terraform('plan', '-input=false', '-detailed-exitcode', '-no-color');
  }
}
