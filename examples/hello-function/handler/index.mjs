/** Greets the caller by the token's subject, and shows that it knows its table. */
export function handler(event) {
  const subject = event.requestContext?.authorizer?.jwt?.claims?.sub ?? 'nobody';
  return Promise.resolve({
    statusCode: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message: `Hello, ${subject}`, table: process.env.TABLE_NAME }),
  });
}
