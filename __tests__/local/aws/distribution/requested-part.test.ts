import { expect, it } from '@jest/globals';
import { requestedPart } from '../../../../local/aws/distribution/requested-part';

const MODIFIED = 'Tue, 01 Jan 2030 00:00:00 GMT';
const BEFORE = 'Mon, 31 Dec 2029 23:59:59 GMT';
const object = {
  status: 200,
  headers: {
    etag: '"one"',
    'last-modified': MODIFIED,
    'content-type': 'text/plain',
    'content-length': '10',
    'cache-control': 'max-age=60',
  },
  body: Buffer.from('0123456789'),
};

const shown = (headers: Record<string, string>, answer = object) => {
  const part = requestedPart(headers, answer);
  const range = (part.headers as Record<string, string | undefined>)['content-range'];
  return [part.status, Buffer.from(part.body).toString(), range];
};

const WHOLE = [200, '0123456789', undefined];
const NOT_MODIFIED = [304, '', undefined];
const FAILED = [412, '', undefined];

it.each([
  [{}, WHOLE],
  [{ 'if-none-match': '"one"' }, NOT_MODIFIED],
  [{ 'if-none-match': 'W/"one"' }, NOT_MODIFIED],
  [{ 'if-none-match': '"two", "one"' }, NOT_MODIFIED],
  [{ 'if-none-match': '*' }, NOT_MODIFIED],
  [{ 'if-none-match': '"two"' }, WHOLE],
  [{ 'if-none-match': '"two"', 'if-modified-since': MODIFIED }, WHOLE],
  [{ 'if-modified-since': MODIFIED }, NOT_MODIFIED],
  [{ 'if-modified-since': BEFORE }, WHOLE],
  [{ 'if-modified-since': 'yesterday' }, WHOLE],
  [{ 'if-match': '"one"' }, WHOLE],
  [{ 'if-match': '"two"' }, FAILED],
  [{ 'if-match': '"one"', 'if-unmodified-since': BEFORE }, WHOLE],
  [{ 'if-unmodified-since': BEFORE }, FAILED],
  [{ 'if-unmodified-since': MODIFIED }, WHOLE],
])('a request with the conditions %j is answered as %j', (headers, expected) => {
  expect(shown(headers)).toEqual(expected);
});

it.each([
  ['bytes=0-3', [206, '0123', 'bytes 0-3/10']],
  ['bytes=4-', [206, '456789', 'bytes 4-9/10']],
  ['bytes=-3', [206, '789', 'bytes 7-9/10']],
  ['bytes=-30', [206, '0123456789', 'bytes 0-9/10']],
  ['bytes=8-100', [206, '89', 'bytes 8-9/10']],
  ['bytes=10-', [416, '', 'bytes */10']],
  ['bytes=-0', [416, '', 'bytes */10']],
  ['bytes=0-1,4-5', WHOLE],
  ['bytes=3-1', WHOLE],
  ['bytes=-', WHOLE],
  ['lines=0-1', WHOLE],
])('a request for the range %s is answered as %j', (range, expected) => {
  expect(shown({ range })).toEqual(expected);
});

it.each([
  ['"one"', 206],
  [MODIFIED, 206],
  ['"two"', 200],
  [BEFORE, 200],
])(
  'a range is one of the object that If-Range %s names, else of none (%d)',
  (condition, status) => {
    expect(requestedPart({ range: 'bytes=0-0', 'if-range': condition }, object).status).toBe(
      status,
    );
  },
);

it('what is not modified keeps the headers that say so, and none of a content', () => {
  expect(requestedPart({ 'if-none-match': '*' }, object).headers).toEqual({
    etag: '"one"',
    'last-modified': MODIFIED,
    'cache-control': 'max-age=60',
  });
});

it('an error is answered whole', () => {
  const error = { ...object, status: 403 };
  expect(shown({ 'if-none-match': '*', range: 'bytes=0-1' }, error)).toEqual([
    403,
    '0123456789',
    undefined,
  ]);
});
