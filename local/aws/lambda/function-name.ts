import type { Scope } from '../aws-request';
import { AwsError } from '../errors';

/** What names a function in a path: its name or ARN, whole or in part, and perhaps a version or alias. */
export interface FunctionName extends Scope {
  readonly name: string;
  readonly qualifier: string | undefined;
}

const NAME =
  /^(?:(?:arn:[\w-]+:lambda:([\w-]+):)?(\d{12}):function:|function:)?([\w-]+)(?::([\w$-]+))?$/;

/** Reads a function's name. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export function functionName(scope: Scope, text: string, qualifier?: string): FunctionName {
  const [, region = scope.region, accountId = scope.accountId, name, inText] =
    NAME.exec(text) ?? [];
  if (name === undefined) {
    throw new AwsError('InvalidParameterValueException', 400, `${text} names no function.`);
  }
  return { region, accountId, name, qualifier: qualifier ?? inText };
}

/** The ARN by which a function was named. */
export const arnOf = ({ region, accountId, name, qualifier }: FunctionName): string =>
  [`arn:aws:lambda:${region}:${accountId}:function:${name}`, qualifier]
    .filter((part) => part !== undefined)
    .join(':');
