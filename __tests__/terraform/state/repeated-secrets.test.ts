import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { PLAIN } from '../../../src/cli/terminal';
import { diffVersions, formatVersions } from '../../../src/ops/state/diff';
import { findResources, formatResources } from '../../../src/ops/state/resources';
import { formatShown, showState } from '../../../src/ops/state/show';
import { formatJson } from '../../../src/values/json';
import { FakeBackend } from '../../support/fake-backend';

describe('a secret that the provider repeats', () => {
  it('is not shown, whichever command shows the resource', async () => {
    const text = readFileSync(path.join(__dirname, 'fixtures', 'derived-secret.tfstate'), 'utf8');
    const backend = new FakeBackend().add('dev', { id: 'v', text }).add('dev', {
      id: 'w',
      text: text.replace('"serial": 1', '"serial": 2').replaceAll('hunter2', 'hunter3'),
    });
    const shown = await showState(backend.context(), { stage: 'dev', address: 'aws_sns_topic.t' });
    const found = await findResources(backend.context());
    const diff = await diffVersions(backend.context(), { stage: 'dev', from: '1', to: '2' });
    const texts = [
      formatShown(shown, PLAIN),
      formatShown({ ...shown, isWhole: true }, PLAIN),
      formatResources(found, PLAIN),
      formatVersions(diff, PLAIN),
      ...[shown, found, diff].map((result) => formatJson(result)),
    ];
    for (const one of texts) expect(one).toContain('(sensitive)');
    for (const one of texts) expect(one).not.toContain('hunter');
    expect(texts[0]).toContain('Stage = "staging"');
  });
});
