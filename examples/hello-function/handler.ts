/**
 * What this handler reads of a request: payload format 2.0, with the claims of a token that is checked.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
interface Request {
  readonly requestContext: {
    readonly authorizer: { readonly jwt: { readonly claims: Readonly<Record<string, string>> } };
  };
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Greets whoever the token names, and shows that it knows its table. */
export function handler({ requestContext }: Request): Promise<Response> {
  const { sub = 'nobody' } = requestContext.authorizer.jwt.claims;
  return Promise.resolve({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: `Hello, ${sub}`, table: process.env.TABLE_NAME }),
  });
}
