import type { Correction } from './correction';

const MARK = 'with-condition:';

/** moto keeps keys that it does not know. */
const ORIGINAL = 'LocalOriginal';

interface Statement {
  readonly Action?: string | readonly string[];
  readonly Principal?: unknown;
  readonly Condition?: unknown;
  readonly [ORIGINAL]?: Statement;
}

/**
 * moto takes every bucket policy statement with a condition for a denial, whatever its effect, and
 * so locks everybody out of a bucket that only asks for TLS. Such a statement is kept in moto with
 * an action that no request has, and given back as it was.
 */
export const bucketPolicy: Correction = {
  appliesTo: ({ service, method, url }) =>
    service === 's3' && (method === 'PUT' || method === 'GET') && url.searchParams.has('policy'),
  toMoto: (policy) =>
    rewrite(policy, (statement) => {
      const { Action = [], Principal, Condition } = statement;
      if (Condition === undefined) return statement;
      return {
        ...statement,
        // moto looks for a log bucket's `s3:PutObject` within the text, and for a request's action
        // from its beginning.
        Action: MARK + [Action].flat().join(','),
        NotAction: undefined,
        Principal: Principal === '*' ? { AWS: '*' } : Principal,
        [ORIGINAL]: statement,
      };
    }),
  fromMoto: (policy) => rewrite(policy, (statement) => statement[ORIGINAL] ?? statement),
};

/** What is no policy stays as it is, for moto to refuse. */
function rewrite(policy: string, change: (statement: Statement) => Statement): string {
  try {
    const document = JSON.parse(policy) as { Statement: Statement | Statement[] };
    return JSON.stringify({ ...document, Statement: [document.Statement].flat().map(change) });
  } catch {
    return policy;
  }
}
