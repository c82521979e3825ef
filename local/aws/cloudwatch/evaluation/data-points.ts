/** The states of a metric alarm. */
export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

export type MissingData = 'breaching' | 'ignore' | 'missing' | 'notBreaching';

/** How an alarm counts its data points. */
export interface CountingRule {
  /** N: how many data points are evaluated. */
  readonly evaluationPeriods: number;
  /** M: how many of them have to be breaching. */
  readonly datapointsToAlarm: number;
  readonly treatMissingData: MissingData;
}

/** One data point of the evaluation range; undefined is missing. */
export type Breaching = boolean | undefined;

/**
 * How many data points are retrieved beyond the evaluation periods. AWS says that it depends on the
 * period; two is what its examples have.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const FURTHER_POINTS = 2;

/** How many data points are retrieved: the evaluation range. */
export const evaluationRange = (evaluationPeriods: number): number =>
  evaluationPeriods + FURTHER_POINTS;

/** The positions of the data points that are evaluated, the newest first: missing ones only where there are too few. */
export function evaluatedPoints(
  points: readonly Breaching[],
  evaluationPeriods: number,
): readonly number[] {
  return points
    .flatMap((point, index) => (point === undefined ? [] : [index]))
    .reverse()
    .slice(0, evaluationPeriods);
}

/**
 * The state that data points give an alarm; undefined keeps the state that it has.
 * @param points of the evaluation range, oldest first.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
export function stateOfPoints(
  points: readonly Breaching[],
  { evaluationPeriods, datapointsToAlarm, treatMissingData }: CountingRule,
): AlarmState | undefined {
  const evaluated = evaluatedPoints(points, evaluationPeriods);
  const breaching = evaluated.filter((index) => points[index]).length;
  const filled = evaluationPeriods - evaluated.length;
  const isAlarm = (count: number): boolean => count >= datapointsToAlarm;
  if (treatMissingData === 'notBreaching') return isAlarm(breaching) ? 'ALARM' : 'OK';
  if (treatMissingData === 'breaching') return isAlarm(breaching + filled) ? 'ALARM' : 'OK';
  if (isAlarm(breaching)) return 'ALARM';
  if (breaching < evaluated.length) return 'OK';
  if (treatMissingData === 'ignore') return undefined;
  return isOldEnough(points, datapointsToAlarm) ? 'ALARM' : 'INSUFFICIENT_DATA';
}

/**
 * Whether the oldest breaching data point, with none since that is not breaching, is as old as the
 * data points to alarm; a younger one may be a single case.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html#CloudWatch-alarms-avoiding-premature-transition
 */
function isOldEnough(points: readonly Breaching[], datapointsToAlarm: number): boolean {
  const oldest = points.indexOf(true);
  return oldest !== -1 && points.length - oldest >= datapointsToAlarm;
}
