/**
 * The newest Node.js that AWS provider 5.100.0 knows; AWS supports it until April 2027.
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
 */
export const RUNTIME = 'nodejs22.x';
