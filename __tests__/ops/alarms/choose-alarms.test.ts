import { describe, expect, it } from '@jest/globals';
import { checkChoice, chooseAlarms, type AlarmChoice } from '../../../src/ops/alarms/choose-alarms';
import { compositeAlarm, stageAlarm } from '../../support/alarms';

const choice = (overrides: Partial<AlarmChoice> = {}): AlarmChoice => ({
  stage: 'dev',
  names: [],
  all: false,
  yes: false,
  ...overrides,
});

describe('checkChoice', () => {
  it.each([
    [{}, 'Which alarms? Name them, or give --all. `pnpm ops alarms dev` lists them.'],
    [{ names: ['a'], all: true }, 'Either name the alarms, or give --all, not both.'],
    [
      { stage: 'prod', all: true },
      'Stage prod is production: a test tells everybody who is subscribed that something is wrong. If they know, add --yes.',
    ],
  ])('refuses %j', (overrides, message) => {
    expect(() => {
      checkChoice(choice(overrides));
    }).toThrow(message);
  });

  it.each([{ all: true }, { names: ['a'] }, { stage: 'prod', all: true, yes: true }])(
    'lets %j pass',
    (overrides) => {
      expect(() => {
        checkChoice(choice(overrides));
      }).not.toThrow();
    },
  );
});

describe('chooseAlarms', () => {
  const alarms = [stageAlarm('a'), stageAlarm('b')];

  it('takes all', () => {
    expect(chooseAlarms(choice({ all: true }), alarms)).toEqual(alarms);
  });

  it('takes those named, with or without the prefix, each once', () => {
    const names = ['b', 'image-service-dev-b'];
    expect(chooseAlarms(choice({ names }), alarms)).toEqual([alarms[1]]);
  });

  it('takes those of every region, and a composite alarm before what would raise it', () => {
    const elsewhere = { ...compositeAlarm('unhealthy'), region: 'us-east-1' };
    const all = [compositeAlarm('unhealthy'), elsewhere, ...alarms];
    expect(chooseAlarms(choice({ names: ['a', 'unhealthy'] }), all)).toEqual(all.slice(0, 3));
  });

  it('lists the valid names for one that it does not know', () => {
    expect(() => chooseAlarms(choice({ names: ['a', 'c'] }), alarms)).toThrow(
      'Stage dev has no alarm "c". Its alarms are: a, b.',
    );
  });
});
