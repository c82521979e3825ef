import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../config/user-error';

/**
 * Writes what a command was asked to write.
 * @throws UserError when it cannot be written there.
 */
export function writeReport(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new UserError(
      `${path.resolve(file)} cannot be written (${(error as Error).message}). Name a file in a folder that exists.`,
    );
  }
}
