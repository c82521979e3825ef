/** What CloudWatch, or the local AWS, cannot evaluate, in words for the caller. */
export class NotEvaluable extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotEvaluable';
  }
}
