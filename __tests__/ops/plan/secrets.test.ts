import { describe, expect, it } from '@jest/globals';
import { secretsOf } from '../../../src/ops/plan/secrets';
import type { Change, TerraformPlan } from '../../../src/ops/plan/terraform-plan';

const planWith = (change: Omit<Change, 'actions'>): TerraformPlan => ({
  format_version: '1.2',
  terraform_version: '1.11.4',
  applyable: true,
  complete: true,
  errored: false,
  output_changes: { one: { actions: ['update'], ...change } },
});

describe('secretsOf', () => {
  const isSecret = secretsOf(
    planWith({
      before: { name: 'short', list: ['a long secret', 'open'], number: 5 },
      before_sensitive: { name: true, list: [true, false], number: true },
      after: { key: { nested: 'another secret' }, empty: '' },
      after_sensitive: { key: true, empty: true },
    }),
  );

  it.each(['short', 'a long secret', 'another secret', 'arn:aws:x/a long secret/1'])(
    'recognizes %s',
    (text) => {
      expect(isSecret(text)).toBe(true);
    },
  );

  it.each(['', 'open', 'shorter', 'a long'])('does not take "%s" for one', (text) => {
    expect(isSecret(text)).toBe(false);
  });

  it('finds none where nothing is sensitive', () => {
    expect(secretsOf(planWith({ before: 'a', after: 'b', before_sensitive: false }))('a')).toBe(
      false,
    );
  });
});
