import { stateLockKey } from '../../config/names';
import { StateBucket } from './state-bucket';
import type { LockPlace } from './lock-place';

/** The S3 object beside a state that is its lock: what Terraform's `use_lockfile` makes. */
export class LockObject extends StateBucket implements LockPlace {
  readonly name = 'lock file';

  async read(key: string): Promise<string | undefined> {
    const object = await this.object(stateLockKey(key));
    return object && Buffer.from(object.body).toString('utf8');
  }

  put(key: string, text: string): Promise<boolean> {
    return this.create(stateLockKey(key), text, 'application/json');
  }

  async remove(key: string, text: string): Promise<boolean> {
    // Read and compared before, as Terraform does it.
    if ((await this.read(key)) !== text) return false;
    await this.delete(stateLockKey(key));
    return true;
  }
}
