import { describe, expect, it } from '@jest/globals';
import { OPERATION_NEEDS } from '../../src/access/operation-needs';
import { RESOURCE_NEEDS } from '../../src/access/resource-needs';
import type { Need } from '../../src/access/needs';
import { limitOf } from '../../src/access/scopes';
import { stage } from '../support/config';
import { knownAction } from '../support/rights/reference';

const dev = { ...stage('dev'), account: '111122223333' };
const needs = Object.entries<readonly Need[]>({ ...RESOURCE_NEEDS, ...OPERATION_NEEDS }).flatMap(
  ([type, list]) => list.map((need) => ({ type, need })),
);
const actionsOf = (need: object): string[] =>
  Object.entries(need).flatMap(([key, value]) => (key === 'on' ? [] : (value as string[])));

describe('what resources and commands need', () => {
  it('names only actions that AWS has', async () => {
    const unknown = [];
    for (const action of new Set(needs.flatMap(({ need }) => actionsOf(need)))) {
      if ((await knownAction(action)) === undefined) unknown.push(action);
    }
    // AWS asks for them all the same: see service-needs.ts.
    expect(unknown.sort()).toEqual(['apigateway:TagResource', 'apigateway:UntagResource']);
  });

  it('reads with actions that change nothing', async () => {
    const changing = [];
    for (const action of new Set(needs.flatMap(({ need }) => need.read ?? []))) {
      const { accessLevel } = (await knownAction(action)) ?? {};
      if (accessLevel !== 'Read' && accessLevel !== 'List') changing.push(action);
    }
    expect(changing).toEqual([]);
  });

  it('leaves no action unlimited that AWS can limit', async () => {
    const unlimited = [];
    for (const { need } of needs) {
      const { resources, conditions } = limitOf(need.on, dev);
      if (!resources.includes('*') || conditions !== undefined) continue;
      for (const action of actionsOf(need)) {
        if ((await knownAction(action))?.knowsResources === true) unlimited.push(action);
      }
    }
    expect(unlimited).toEqual([]);
  });

  it('limits by keys that the actions know', async () => {
    const ignored = [];
    for (const { need } of needs) {
      for (const { test, variable } of limitOf(need.on, dev).conditions ?? []) {
        // Where the key is missing, these are true: for resources without tags.
        if (test.endsWith('IfExists')) continue;
        const key = variable.replace(/^(aws:\w+Tag\/).*/, '$1${TagKey}');
        for (const action of actionsOf(need)) {
          const known = await knownAction(action);
          if (known?.conditionKeys.has(key) === false) ignored.push(`${action}: ${variable}`);
        }
      }
    }
    expect(ignored).toEqual([]);
  });
});
