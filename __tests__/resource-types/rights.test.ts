import { describe, expect, it } from '@jest/globals';
import { COMMAND_RIGHTS } from '../../src/deploy-rights/command-rights';
import { RIGHTS } from '../../src/resource-types';
import type { Right } from '../../src/resource-types/resource-type';
import { stage } from '../support/config';
import { knownAction } from '../support/rights/reference';

const dev = { ...stage('dev'), account: '111122223333' };
const rights: readonly Right[] = [
  ...[...RIGHTS.values()].flatMap((those) => (those === 'bootstrap' ? [] : those)),
  ...Object.values(COMMAND_RIGHTS).flat(),
];
const actionsOf = ({ on: _on, ...operations }: Right): string[] => Object.values(operations).flat();

describe('the rights of resource types and commands', () => {
  it('names only actions that AWS has', async () => {
    const unknown = [];
    for (const action of new Set(rights.flatMap(actionsOf))) {
      if ((await knownAction(action)) === undefined) unknown.push(action);
    }
    // AWS asks for them all the same: src/resource-types/apigateway.ts.
    expect(unknown.sort()).toEqual(['apigateway:TagResource', 'apigateway:UntagResource']);
  });

  it('reads with actions that change nothing', async () => {
    const changing = [];
    for (const action of new Set(rights.flatMap(({ read = [] }) => read))) {
      const { accessLevel } = (await knownAction(action)) ?? {};
      if (accessLevel !== 'Read' && accessLevel !== 'List') changing.push(action);
    }
    expect(changing).toEqual([]);
  });

  it('leaves no action unlimited that AWS can limit', async () => {
    const unlimited = [];
    for (const right of rights) {
      const { resources, conditions } = right.on.limit(dev);
      if (!resources.includes('*') || conditions !== undefined) continue;
      for (const action of actionsOf(right)) {
        if ((await knownAction(action))?.knowsResources === true) unlimited.push(action);
      }
    }
    // AWS wants these on any resource where alarms are composite: its API reference of both says so.
    expect([...new Set(unlimited)].sort()).toEqual([
      'cloudwatch:DescribeAlarms',
      'cloudwatch:PutCompositeAlarm',
    ]);
  });

  it('limits by keys that the actions know', async () => {
    const ignored = [];
    for (const right of rights) {
      for (const { test, variable } of right.on.limit(dev).conditions ?? []) {
        // Where the key is missing, these are true: for resources without tags.
        if (test.endsWith('IfExists')) continue;
        const key = variable.replace(/^(aws:\w+Tag\/).*/, '$1${TagKey}');
        for (const action of actionsOf(right)) {
          const known = await knownAction(action);
          if (known?.conditionKeys.has(key) === false) ignored.push(`${action}: ${variable}`);
        }
      }
    }
    expect(ignored).toEqual([]);
  });
});
