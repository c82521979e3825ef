import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { DashboardPage } from './dashboard-page';
import type { PlanPage } from './plan-page';
import type { StatePage } from './state-page';

/** What a page shows, by the script in `browser/` that draws it. */
export interface Pages {
  readonly dashboard: DashboardPage;
  readonly plan: PlanPage;
  readonly state: StatePage;
}

/** A page in one file that opens from disk and loads nothing: its data, its script and its style. */
export function renderPage<Name extends keyof Pages>(
  name: Name,
  title: string,
  data: Pages[Name],
): string {
  const style = styleOf(name);
  const script = scriptOf(name);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<div id="page"><header><h1>${escapeHtml(title)}</h1></header></div>
<script id="data" type="application/json">${escapeJson(JSON.stringify(data))}</script>
<script>${script}</script>
</body>
</html>
`;
}

/** The value of the policy that lets this one text run, and no other. */
const hashOf = (text: string): string =>
  `sha256-${createHash('sha256').update(text).digest('base64')}`;

const BROWSER = path.join(__dirname, 'browser');

/** The page's script with all that it imports. */
function scriptOf(name: keyof Pages): string {
  const { outputFiles } = buildSync({
    entryPoints: [path.join(BROWSER, `${name}.tsx`)],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    charset: 'ascii',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // An element of the page ends at its end tag, also within a text of the script.
    supported: { 'inline-script': false },
  });
  return outputFiles.map(({ text }) => text).join('');
}

function styleOf(name: keyof Pages): string {
  const own = readFileSync(path.join(BROWSER, 'page.css'), 'utf8');
  if (name !== 'dashboard') return own;
  const { resolve } = createRequire(__filename);
  return own + readFileSync(resolve('uplot/dist/uPlot.min.css'), 'utf8');
}

/** `<` only stands in texts of JSON: none may end the element, or begin another. */
const escapeJson = (json: string): string => json.replaceAll('<', '\\u003c');

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
