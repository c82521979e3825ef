import { mkdtempSync, rmdirSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder, type Environment } from '../config/environment';
import { UserError } from '../config/user-error';

/**
 * Looks whether Terraform and its provider can meet: they do so in a socket of the temporary folder.
 * @throws UserError when nothing can be made there.
 */
export function requireTemporaryFolder(env: Environment): void {
  const folder = temporaryFolder(env);
  try {
    rmdirSync(mkdtempSync(path.join(folder, 'image-service-')));
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw new UserError(
      `The temporary folder ${folder} takes no files (${code}): Terraform and its provider need one. Make room or give this user the right to write there, or name another in TMPDIR.`,
    );
  }
}
