import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { transformSync } from 'esbuild';
import type { Page } from './page-model';

/** The page in one file: its data, its script, its style and the plotting library. */
export function pageHtml(page: Page): string {
  const { title, verdict, note, links } = page;
  const linked = links.map(
    ({ text, url }) => `<a href="${escapeHtml(url)}">${escapeHtml(text)}</a>`,
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`${title}: ${verdict.text}`)}</title>
<style>${library('uPlot.min.css')}${own('page.css')}</style>
</head>
<body>
<header>
<h1>${escapeHtml(title)}</h1>
<p class="verdict ${verdict.tone}">${escapeHtml(verdict.text)}</p>
</header>
<p class="note">${linked.join(' · ')}<br>${escapeHtml(note)}</p>
<script id="page" type="application/json">${inScript(JSON.stringify(page))}</script>
<script>
addEventListener('error', (event) => (document.body.dataset.error = event.message));
${inScript(library('uPlot.iife.min.js'))}
</script>
<script type="module">${inScript(drawScript())}</script>
</body>
</html>
`;
}

const require = createRequire(__filename);

const library = (file: string): string =>
  readFileSync(require.resolve(`uplot/dist/${file}`), 'utf8');

const own = (file: string): string => readFileSync(path.join(__dirname, 'browser', file), 'utf8');

/** The browser's part, without its types. */
const drawScript = (): string =>
  transformSync(own('draw.ts'), { loader: 'ts', target: 'es2022' }).code;

/** `<` only stands in strings there: a text must not end the element. */
const inScript = (text: string): string => text.replace(/<(?=[/!]|script)/gi, '\\u003c');

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
