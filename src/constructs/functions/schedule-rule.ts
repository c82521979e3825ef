import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import type { LambdaFunction } from '@cdktf/provider-aws/lib/lambda-function';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import { checkProp } from '../check-prop';

export interface ScheduleRuleProps {
  /** The rule's name. */
  readonly name: string;
  /** `rate(…)` or `cron(…)`, in UTC. */
  readonly schedule: string;
  readonly function: LambdaFunction;
}

/**
 * Of the day of the month (the third field) and that of the week (the fifth), one is `?`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
const SCHEDULE =
  /^(rate\((1 (minute|hour|day)|([2-9]|[1-9]\d+) (minutes|hours|days))\)|cron\(\S+ \S+ (\? \S+ [^?\s]+|[^?\s]+ \S+ \?) \S+\))$/;

/** An EventBridge rule that invokes a function by the clock. */
export class ScheduleRule extends Construct {
  constructor(scope: Construct, id: string, props: ScheduleRuleProps) {
    super(scope, id);
    const { schedule } = props;
    checkProp(
      this,
      { schedule },
      !SCHEDULE.test(schedule) &&
        'must be such as rate(1 day), rate(5 minutes) or cron(0 4 * * ? *), with six fields, of which either the third or the fifth is ?',
    );
    const rule = new CloudwatchEventRule(this, 'rule', {
      name: props.name,
      description: `Invokes the function ${props.name}`,
      scheduleExpression: schedule,
    });
    const permission = new LambdaPermission(this, 'permission', {
      statementId: 'invoke-schedule',
      action: 'lambda:InvokeFunction',
      functionName: props.function.functionName,
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'target', {
      rule: rule.name,
      targetId: 'function',
      arn: props.function.arn,
      dependsOn: [permission],
    });
  }
}
