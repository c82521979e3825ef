import { invalid } from '../invalid';

const CONDITION = /^\s*ALARM\s*\(\s*(?:"([^"]+)"|([^\s()"]+))\s*\)\s*$/;

/**
 * The alarms of which one has to be in ALARM by the rule of a composite alarm, by their names, each once.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html
 * @throws AwsError for any other rule.
 */
export function alarmsOfRule(rule: string): readonly string[] {
  const names = rule.split(/\bOR\b(?=\s*ALARM\b)/).map((condition) => {
    const [, quoted, name = quoted] = CONDITION.exec(condition) ?? [];
    if (name !== undefined) return alarmName(name);
    throw invalid(`The local AWS knows rules such as ALARM("one") OR ALARM("two"), not ${rule}.`);
  });
  return [...new Set(names)];
}

/** An alarm is named by its name or by its ARN, which ends in it. */
const alarmName = (nameOrArn: string): string =>
  nameOrArn.replace(/^arn:[\w-]+:cloudwatch:[^:]*:\d*:alarm:/, '');
