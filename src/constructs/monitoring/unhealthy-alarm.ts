import { CloudwatchCompositeAlarm } from '@cdktf/provider-aws/lib/cloudwatch-composite-alarm';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';
import { inRegion, type RegionProps } from '../provider';
import { LIMITS } from '../../costs/inputs';
import { checkProp } from '../check-prop';
import type { AlarmTopic } from './alarm-topic';
import type { ServiceAlarm } from './service-alarms';

export interface UnhealthyAlarmProps extends RegionProps {
  readonly alarmName: string;
  /**
   * The alarms of severity `page` in the region, 100 at most: a composite alarm knows only those of its own.
   * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-combining.html
   */
  readonly pageAlarms: readonly ServiceAlarm[];
  readonly topic: AlarmTopic;
}

/** CloudWatch composite alarm that is raised while any page alarm is: it tells its topic once, however many are. */
export class UnhealthyAlarm extends Construct {
  readonly alarm: CloudwatchCompositeAlarm;

  constructor(scope: Construct, id: string, props: UnhealthyAlarmProps) {
    super(scope, id);
    const { alarmName, pageAlarms, topic } = props;
    const most = LIMITS.alarmsOfComposite.value;
    checkProp(
      this,
      { pageAlarms: pageAlarms.length },
      pageAlarms.length > most &&
        `must be at most ${most}, as many as a composite alarm takes: give others the severity ticket`,
    );
    this.alarm = new CloudwatchCompositeAlarm(this, 'alarm', {
      ...inRegion(props),
      alarmName,
      alarmDescription:
        'Unhealthy: at least one alarm of severity page is raised. See docs/runbook.md#alarm-unhealthy',
      alarmRule: pageAlarms.map(({ resource }) => isRaised(resource.alarmName)).join(' OR '),
      alarmActions: [topic.topic.arn],
      okActions: [topic.topic.arn],
    });
  }
}

/** A condition of an alarm rule. As HCL, cdktf would not escape the quotation marks beside a token. */
const isRaised = (alarmName: string): string =>
  Token.asString(Fn.format(Fn.rawString('ALARM("%s")'), [alarmName]));
