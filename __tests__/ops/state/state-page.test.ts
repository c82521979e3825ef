import { describe, expect, it } from '@jest/globals';
import { UserError } from '../../../src/config/user-error';
import { statePage } from '../../../src/ops/state/state-page';
import { renderPage } from '../../../src/pages/render-page';
import { FakeBackend } from '../../support/fake-backend';
import { at, SECRETS, statesShown } from '../../support/state-pages';
import { stateText } from '../../support/state-text';
import { temporaryDirectory, write } from '../../support/temporary';

const drift = (attributes: object[]) =>
  write(
    temporaryDirectory(),
    'drift.json',
    JSON.stringify([
      {
        stack: 'image-service-dev',
        resources: [{ address: 'aws_s3_bucket.images', change: 'changed', attributes }],
      },
    ]),
  );

describe('statePage', () => {
  it('writes no byte of what any version of any of its states calls sensitive', async () => {
    const driftFile = drift([
      { path: 'tags.a', before: 'prods-secret', after: 'x first-secret', kind: 'value' },
    ]);
    const html = renderPage('state', 'States', await statesShown({ driftFile }));
    for (const secret of SECRETS) expect(html).not.toContain(secret);
    expect(html).toContain('(sensitive)');
  });

  it('shows the drift that was found', async () => {
    const driftFile = drift([{ path: 'acl', before: null, after: 'public', kind: 'value' }]);
    const [dev, prod] = (await statesShown({ driftFile })).stacks;
    expect(dev?.drift).toEqual([
      {
        address: 'aws_s3_bucket.images',
        isGone: false,
        attributes: [{ path: 'acl', before: 'null', after: '"public"' }],
      },
    ]);
    expect(prod?.drift).toBeUndefined();
  });

  it('refuses a file that is no drift', async () => {
    const file = write(temporaryDirectory(), 'drift.json', '{}');
    const refusal = (of: string, fault: string) =>
      new UserError(
        `The file of --drift, ${of}, ${fault}: it must be what \`./ops state drift --json\` prints. Write it: ./ops state drift --json > ${of}`,
      );
    await expect(statesShown({ driftFile: file })).rejects.toThrow(
      refusal(file, 'is of another kind'),
    );
    await expect(statesShown({ driftFile: '/nowhere' })).rejects.toThrow(
      refusal('/nowhere', 'cannot be read (ENOENT)'),
    );
  });

  it('writes what versions have in common once', async () => {
    const { resources, stacks } = await statesShown();
    const dev = stacks[0]?.versions.map((version) => version.resources) ?? [];
    expect(dev.map(({ length }) => length)).toEqual([4, 3, 3]);
    const [newest = [], middle = []] = dev;
    const inBoth = newest.filter((index) => middle.includes(index));
    expect(inBoth.map((index) => resources[index]?.address)).toEqual([
      'aws_ssm_parameter.key',
      'outputs',
    ]);
  });

  it('shows as many versions as it was asked for', async () => {
    const { stacks } = await statesShown({ versions: 2 });
    expect(stacks.map(({ versions }) => versions.map(({ serial }) => serial))).toEqual([
      [13, 12],
      [2],
    ]);
    // Compared with the one before, although that is not shown.
    expect(stacks[0]?.versions[1]?.changes?.changed).toEqual([
      'aws_s3_bucket.images',
      'aws_ssm_parameter.key',
    ]);
  });

  it('shows every stack of the account, deployed or not, in need of repair or not', async () => {
    const fake = new FakeBackend()
      .add('dev', { id: 'half', text: '{', written: at(1) })
      .add('staging', { id: 's', text: stateText(), written: at(1) })
      .setDigest('staging', 'another');
    const { stacks } = await statePage(fake.context(), { stages: [], versions: 20 });
    const found = stacks.map(({ scope, absence, problems }) => ({
      scope,
      absence,
      problem: problems[0]?.slice(0, 40),
    }));
    expect(found).toEqual([
      { scope: 'dev', problem: 's3://lego-moc-image-service-state/image-' },
      { scope: 'staging', problem: 'The state is not the one that Terraform ' },
      { scope: 'prod', absence: 'not deployed' },
      { scope: 'access', absence: 'not deployed' },
      { scope: 'state', absence: 'not deployed' },
    ]);
  });

  it('names the stages where it is asked for another', async () => {
    await expect(statesShown({ stages: ['dve'] })).rejects.toThrow(/There is no stage "dve"/);
  });
});
