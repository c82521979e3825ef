import { expect, describe, it } from '@jest/globals';
import { renderPage } from '../../src/pages/render-page';
import { HOSTILE } from '../support/open-page';

const html = renderPage('state', HOSTILE, {
  drawn: HOSTILE,
  resources: [],
  stacks: [{ scope: HOSTILE, stack: HOSTILE, problems: [HOSTILE], map: '', versions: [] }],
});

describe('a page', () => {
  it('lets no text of its data or title end an element or begin one', () => {
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(html).not.toContain('<!--');
  });

  it('may run its one script, in its one style, and load nothing', () => {
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    expect(policy.replace(/sha256-[\w+/]{43}=/g, 'HASH')).toBe(
      "default-src 'none'; script-src 'HASH'; style-src 'HASH'; base-uri 'none'; form-action 'none'",
    );
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*\s(src|href)=/);
    expect(html).not.toMatch(/@import|url\(/);
  });
});
