import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { ACCOUNT, policiesOf } from '../support/rights/documents';
import { RIGHTS_DOCUMENT, rightsDocument, rightsTable } from '../support/rights/document';
import { ROLE_KINDS, type RoleKind } from '../../src/deploy-rights/command-rights';
import type { Cell } from '../support/rights/matrix';
import {
  expectedAnywhere,
  rightsMatrix,
  roleOf,
  targetsOf,
  uncalledTypes,
} from '../support/rights/matrix';
import { knownAction } from '../support/rights/reference';
import type { Context } from '../support/rights/simulate';
import { synthesizeStages } from '../support/rights/stages';
import { UNSEPARATED, WITHOUT_RESOURCE } from '../support/rights/unseparated';

const { access, stages } = synthesizeStages();
const names = stages.map(({ stage }) => stage.name);
const words = (text = ''): string[] => text.split(' ').filter((word) => word !== '');
const tagged = (key: 'ResourceTag' | 'RequestTag', stage: string): Context => ({
  [`aws:${key}/Service`]: 'image-service',
  [`aws:${key}/Stage`]: stage,
  ...(key === 'RequestTag' && { 'aws:TagKeys': ['Service', 'Stage'] }),
});

describe('the roles of all stages, simulated', () => {
  let cells: readonly Cell[] = [];
  beforeAll(async () => {
    cells = await rightsMatrix(access, stages);
  });

  /** What is not as it should be, each once for all resources alike; the whole table with it. */
  const problems = (of: readonly Cell[], what: (cell: Cell) => readonly string[]): string[] => {
    const found = of.flatMap((cell) =>
      what(cell).map(
        (action) => `${cell.stage} ${cell.role}: ${action} on ${cell.what}, ${cell.whose}`,
      ),
    );
    return found.length === 0 ? [] : [...new Set(found), rightsTable(cells)];
  };

  it('can do with their own stage what Terraform and the commands call', () => {
    expect(cells.length).toBeGreaterThan(1000);
    expect(
      problems(cells, ({ allowed, expected }) => expected.filter((one) => !allowed.includes(one))),
    ).toEqual([]);
  });

  it('can do nothing else with it, nor anything with another stage or what is nobody’s, but for the named', () => {
    expect(
      problems(cells, ({ allowed, expected, tolerated }) =>
        allowed.filter((one) => !expected.includes(one) && !tolerated.includes(one)),
      ),
    ).toEqual([]);
  });

  it('have no named residual that is gone', () => {
    const gone = UNSEPARATED.flatMap(({ on, whose, actions }) =>
      on.flatMap((what) =>
        whose.flatMap((one) =>
          (['plan', 'deploy'] as const).flatMap((role) =>
            words(actions[role])
              .filter(
                (action) =>
                  !cells.some(
                    (cell) =>
                      cell.what === what &&
                      cell.whose === one &&
                      cell.role === role &&
                      cell.allowed.includes(action),
                  ),
              )
              .map((action) => `${role}: ${action} on ${what}, ${one}`),
          ),
        ),
      ),
    );
    expect(gone).toEqual([]);
  });

  it('are what docs/rights.md says (pnpm test:update-rights)', () => {
    expect(readFileSync(RIGHTS_DOCUMENT, 'utf8')).toBe(rightsDocument(cells));
  });
});

describe.each(stages)('the roles of $stage.name', (one) => {
  const { stage, stack } = one;
  const deploy = roleOf(access, stage.name, 'deploy');

  it('have calls written down for every type of resource (__tests__/support/rights/calls.ts)', () => {
    expect(uncalledTypes(stack)).toEqual([]);
  });

  it.each(ROLE_KINDS)(
    'name no action without a resource as %s but what is called',
    async (role) => {
      const verified = role === 'deploy' ? ['ec2:DescribeVpcEndpoints', 'ec2:DescribeVpcs'] : [];
      const expected = new Set([...expectedAnywhere(one, role), ...verified]);
      expect(await roleOf(access, stage.name, role).unlimited()).toEqual([...expected].sort());
    },
  );

  it('make nothing that is not tagged as the stage, and no certificate of another domain', async () => {
    const anywhere = { kind: '*:*', arn: '*' } as const;
    const may = (action: string, context: Context) => deploy.may(action, anywhere, context);
    const own = { ...tagged('RequestTag', stage.name), 'acm:DomainNames': [stage.imageDomain] };
    const others = { ...own, ...tagged('RequestTag', 'other') };
    for (const action of ['acm:RequestCertificate', 'cloudfront:CreateDistribution']) {
      expect(await may(action, own)).toBe(true);
      expect(await may(action, others)).toBe(false);
      expect(await may(action, { 'acm:DomainNames': [stage.imageDomain] })).toBe(false);
    }
    const foreign = { ...own, 'acm:DomainNames': [stage.imageDomain, 'www.lego-api.com'] };
    expect(await may('acm:RequestCertificate', foreign)).toBe(false);
    expect(await may('acm:RequestCertificate', tagged('RequestTag', stage.name))).toBe(false);
  });

  it('make parts of a network and APIs with the tags of the stage alone', async () => {
    const others = [tagged('RequestTag', 'other'), {}];
    const [own, foreign] = [new Set<string>(), new Set<string>()];
    for (const target of targetsOf(one).filter(({ isTagged }) => isTagged)) {
      for (const action of target.expected.make) {
        // Tags at creation: of the action that makes the resource, which is here.
        if (action === 'ec2:CreateTags' || action.endsWith(':TagResource')) continue;
        // What is not there yet has no tags.
        const may = (tags: Context): Promise<boolean> => deploy.may(action, target, tags);
        if (await may(tagged('RequestTag', stage.name))) own.add(action);
        for (const tags of others) if (await may(tags)) foreign.add(`${action} ${target.what}`);
      }
    }
    expect(own.size).toBeGreaterThan(stage.network.mode === 'none' ? 2 : 8);
    expect([...foreign]).toEqual([]);
  });

  it('never change the tags of an API that tell stages apart, whatever their case', async () => {
    const arn = `arn:aws:apigateway:${stage.region}::/tags/${encodeURIComponent('arn:aws:apigateway:x::/apis/a')}`;
    for (const action of ['apigateway:POST', 'apigateway:PUT', 'apigateway:DELETE']) {
      for (const keys of [['Stage'], ['stage'], ['Service', 'Repository']]) {
        const target = { kind: 'apigateway:Tags', arn } as const;
        // The reference has no such key for DELETE; the guide's own example limits by it.
        expect(await deploy.decide(action, target, { 'aws:TagKeys': keys })).toBe(false);
      }
    }
  });

  it("leave network interfaces that are tagged as another stage's alone", async () => {
    const target = {
      kind: 'ec2:network-interface',
      arn: `arn:aws:ec2:${stage.region}:${ACCOUNT}:network-interface/eni-1`,
    } as const;
    expect(await deploy.allowed(target, [tagged('ResourceTag', 'other')])).toEqual([]);
  });

  it('tag APIs and their stages, which the reference of AWS does not know as an action', async () => {
    expect(await knownAction('apigateway:TagResource')).toBeUndefined();
    const granted = [...policiesOf(access, stage.name, 'deploy').values()]
      .flat()
      .filter(({ actions }) => actions.includes('apigateway:TagResource'));
    const apis = `arn:aws:apigateway:${stage.region}::/apis`;
    const condition = (test: string, key: string) =>
      [
        ['Service', 'image-service'],
        ['Stage', stage.name],
      ].map(([tag, value]) => ({ test, variable: `aws:${key}/${tag ?? ''}`, values: [value] }));
    expect(granted.map(({ resources, condition }) => ({ resources, condition }))).toEqual(
      expect.arrayContaining([
        { resources: [`${apis}/*`], condition: condition('StringEquals', 'ResourceTag') },
        {
          resources: [apis, `${apis}/*/stages`],
          condition: condition('StringEqualsIfExists', 'RequestTag'),
        },
      ]),
    );
    expect(granted).toHaveLength(2);
  });
});

describe('what no statement can limit to a resource', () => {
  const changing = async (role: RoleKind): Promise<string[]> => {
    const found = new Set<string>();
    for (const name of names) {
      for (const action of await roleOf(access, name, role).unlimited()) {
        const level = (await knownAction(action))?.accessLevel ?? '';
        if (level !== 'Read' && level !== 'List') found.add(action);
      }
    }
    return [...found].sort();
  };

  it('changes nothing but the named, as a deploy role', async () => {
    expect(await changing('deploy')).toEqual(
      WITHOUT_RESOURCE.flatMap(({ actions }) => words(actions)).sort(),
    );
  });

  it.each(['plan', 'store'] as const)('changes nothing as a %s role', async (role) => {
    expect(await changing(role)).toEqual([]);
  });
});
