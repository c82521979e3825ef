import { values, type Block } from '../../synthesized/synthesized';

/** Reads the first text at a path; empty where there is none. */
export const at =
  (path: string) =>
  ({ body }: Block): string => {
    const [value] = values(body, path);
    return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  };

/** The trait where it holds. */
export const when = (holds: boolean, trait: string): readonly string[] => (holds ? [trait] : []);
