import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { systemRemedy, UserError } from '../config/user-error';

/**
 * Writes what a command was asked to write.
 * @throws UserError when it cannot be written there.
 */
export function writeReport(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    const { message } = error as Error;
    const remedy = systemRemedy(error as Error) ?? 'Name another.';
    throw new UserError(`${path.resolve(file)} cannot be written (${message}). ${remedy}`);
  }
}
