import type { IncomingHttpHeaders } from 'node:http';
import type { OriginAnswer } from './bucket-origin';

/**
 * What a conditional request or a range leaves of a whole object: nothing (304, 412), a part (206, 416),
 * or all of it. Several ranges are answered with all of it, as S3 does.
 */
export function requestedPart(asked: IncomingHttpHeaders, answer: OriginAnswer): OriginAnswer {
  if (answer.status !== 200) return answer;
  const { headers } = answer;
  const unchanged = precondition(asked, headers);
  if (unchanged === 412) return { status: 412, headers: withoutContent(headers), body: EMPTY };
  if (unchanged === 304) return { status: 304, headers: withoutContent(headers), body: EMPTY };
  const [condition] = [asked['if-range']].flat();
  const isSame = [undefined, headers.etag, headers['last-modified']].includes(condition);
  return isSame ? part(asked.range ?? '', answer) : answer;
}

const EMPTY = Buffer.of();

type Headers = OriginAnswer['headers'];

/** The status that a condition of the request asks for; undefined where it holds. RFC 9110, section 13.2.2 */
function precondition(asked: IncomingHttpHeaders, headers: Headers): 304 | 412 | undefined {
  const match = asked['if-match'];
  const noneMatch = asked['if-none-match'];
  if (match !== undefined) {
    if (!names(match, headers.etag)) return 412;
  } else if (changedSince(asked['if-unmodified-since'], headers) === true) return 412;
  if (noneMatch !== undefined) return names(noneMatch, headers.etag) ? 304 : undefined;
  return changedSince(asked['if-modified-since'], headers) === false ? 304 : undefined;
}

/** Whether a list of entity tags has that one; weak and strong ones are the same. */
function names(list: string, etag = ''): boolean {
  const strong = (tag: string): string => tag.trim().replace(/^W\//, '');
  return list.trim() === '*' || list.split(',').some((tag) => strong(tag) === strong(etag));
}

/** Undefined where either date is none. */
function changedSince(date = '', { 'last-modified': modified = '' }: Headers): boolean | undefined {
  const [since, last] = [Date.parse(date), Date.parse(modified)];
  return Number.isNaN(since) || Number.isNaN(last) ? undefined : last > since;
}

const withoutContent = (headers: Headers): Headers =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith('content-')));

function part(range: string, answer: OriginAnswer): OriginAnswer {
  const { headers, body } = answer;
  const [, first = '', last = ''] = /^bytes=(\d*)-(\d*)$/.exec(range.trim()) ?? [];
  if (first === '' && last === '') return answer;
  if (first !== '' && last !== '' && Number(last) < Number(first)) return answer;
  const end = first === '' || last === '' ? body.length : Math.min(Number(last) + 1, body.length);
  const start = first === '' ? Math.max(0, body.length - Number(last)) : Number(first);
  if (start >= end) {
    const contentRange = { 'content-range': `bytes */${body.length}` };
    return { status: 416, headers: { ...withoutContent(headers), ...contentRange }, body: EMPTY };
  }
  const contentRange = `bytes ${start}-${end - 1}/${body.length}`;
  return {
    status: 206,
    headers: { ...headers, 'content-range': contentRange },
    body: body.subarray(start, end),
  };
}
