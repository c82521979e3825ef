import { describe, expect, it } from '@jest/globals';
import {
  stateOfPoints,
  type Breaching,
  type MissingData,
} from '../../../../../local/aws/cloudwatch/evaluation/data-points';

const TREATMENTS: readonly MissingData[] = ['missing', 'ignore', 'breaching', 'notBreaching'];

const pointsOf = (text: string): Breaching[] =>
  text.split(' ').map((each) => (each === '-' ? undefined : each === 'X'));

/** The states by `missing`, `ignore`, `breaching` and `notBreaching`. */
const states = (points: string, datapointsToAlarm: number): (string | undefined)[] =>
  TREATMENTS.map((treatMissingData) =>
    stateOfPoints(pointsOf(points), {
      evaluationPeriods: 3,
      datapointsToAlarm,
      treatMissingData,
    }),
  );

const UNKNOWN = 'INSUFFICIENT_DATA';
const KEPT = undefined;

// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
describe('the state of an alarm', () => {
  it.each([
    ['0 - X - X', ['OK', 'OK', 'OK', 'OK']],
    ['0 - - - -', ['OK', 'OK', 'OK', 'OK']],
    ['- - - - -', [UNKNOWN, KEPT, 'ALARM', 'OK']],
    ['0 X X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['- - X - -', ['ALARM', KEPT, 'ALARM', 'OK']],
    ['X - - - -', ['ALARM', KEPT, 'ALARM', 'OK']],
    ['- - - - X', [UNKNOWN, KEPT, 'ALARM', 'OK']],
    ['- - - X -', [UNKNOWN, KEPT, 'ALARM', 'OK']],
  ])('by 3 of 3 data points %s is as the user guide says', (points, expected) => {
    expect(states(points, 3)).toEqual(expected);
  });

  it.each([
    ['0 - X - X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 0 X 0 X', ['ALARM', 'ALARM', 'ALARM', 'ALARM']],
    ['0 - X - -', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - - 0', ['OK', 'OK', 'ALARM', 'OK']],
    ['- - - X -', ['ALARM', KEPT, 'ALARM', 'OK']],
    ['- - - - X', [UNKNOWN, KEPT, 'ALARM', 'OK']],
  ])('by 2 of 3 data points %s is as the user guide says', (points, expected) => {
    expect(states(points, 2)).toEqual(expected);
  });

  it('by a single data point does not need the older ones', () => {
    const rule = {
      evaluationPeriods: 1,
      datapointsToAlarm: 1,
      treatMissingData: 'missing',
    } as const;
    expect(stateOfPoints(pointsOf('X X 0'), rule)).toBe('OK');
    expect(stateOfPoints(pointsOf('0 0 X'), rule)).toBe('ALARM');
  });
});
