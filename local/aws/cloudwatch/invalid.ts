import { AwsError } from '../errors';

/** The refusal of what CloudWatch, or the local AWS, does not take or cannot evaluate. */
export const invalid = (message: string): AwsError => new AwsError('ValidationError', 400, message);
