import { findMoto } from '../../../../local/moto';
import { startMotoProcess } from '../../../../local/moto-process';
import { createGateway } from '../../../../local/aws/gateway';
import { Store } from '../../../../local/aws/store';
import { temporaryDirectory } from '../../../support/temporary';
import { close, listen } from '../harness';

/** A gateway before the real moto, whose clock stands still: no minute passes between two requests. */
export interface RealAws {
  readonly url: string;
  readonly store: Store;
  readonly now: () => number;
  /** What the SDK needs to reach it at the gateway's time. */
  readonly client: () => {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
    readonly maxAttempts: number;
    readonly systemClockOffset: number;
  };
  stop(): Promise<void>;
}

export async function startRealAws(): Promise<RealAws> {
  const directory = temporaryDirectory();
  const moto = await startMotoProcess(await findMoto({ say: () => undefined }), directory);
  const store = Store.restore();
  const time = Math.floor(Date.now() / 60_000) * 60_000;
  const gateway = createGateway({
    ...{ moto, store, codeDirectory: directory },
    now: () => new Date(time),
    log: () => undefined,
  });
  const url = await listen(gateway);
  return {
    url,
    store,
    now: () => time,
    client: () => ({
      ...{ endpoint: url, region: 'us-east-1', maxAttempts: 1 },
      systemClockOffset: time - Date.now(),
      credentials: { accessKeyId: '123456789012', secretAccessKey: 'local' },
    }),
    stop: async () => {
      await close(gateway);
      moto.child.kill();
    },
  };
}
