import type { z } from 'zod';
import { ruleOf, valueAt } from '../config/rule';
import { jsonOrNothing } from './json';

/** Longer values are shown in part. */
const SHOWN_CHARACTERS = 40;

/** What a text holds as JSON of some kind, or what is wrong with it, in half a sentence. */
export type ReadJson<T> =
  | { readonly data: T; readonly fault?: undefined }
  | { readonly data?: undefined; readonly fault: string };

/** Reads a text that is to be JSON of the schema's kind, its numbers as they are written. */
export function readJson<T>(text: string, schema: z.ZodType<T>): ReadJson<T> {
  const json = jsonOrNothing(text);
  const { data, error } = schema.safeParse(json, { error: ruleOf });
  return error === undefined ? { data } : { fault: faultOf(text, json, error) };
}

function faultOf(text: string, json: unknown, { issues: [issue] }: z.ZodError): string {
  if (text.trim() === '') return 'it is empty';
  if (json === undefined) {
    return /^\s*[[{]/.test(text) ? 'its JSON is cut off or broken' : 'it is no JSON';
  }
  const { path = [], message = '' } = issue ?? {};
  return path.length === 0
    ? `it ${message}`
    : `${path.join('.')} = ${shown(valueAt(json, path))}: ${message}`;
}

const shown = (text: string): string =>
  text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text;
