import { render, type ComponentChildren, type ComponentType } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { commonPrefix, visible } from '../../values/text';
import type { Verdict } from '../dashboard-page';
import type { PageAttribute } from '../state-page';

/** Draws the page from the data in the file. */
export function draw<Data>(
  Page: ComponentType<{ data: Data }>,
  read: (json: string) => Data,
): void {
  addEventListener('error', ({ message }) => (document.body.dataset.error = message));
  const page = document.querySelector('#page');
  const data = document.querySelector('#data')?.textContent;
  if (page === null || data == null) throw new Error('The file is not whole');
  const show = (): void => {
    page.replaceChildren();
    render(<Page data={read(data)} />, page);
    document.body.dataset.drawn = performance.now().toFixed();
  };
  // The title is seen before the rest is worked out.
  requestAnimationFrame(() => setTimeout(show));
}

/** What every page begins with. */
export function Header(props: {
  title: string;
  verdict?: ComponentChildren;
  tone?: Verdict['tone'];
}) {
  return (
    <header>
      <h1>{props.title}</h1>
      {props.verdict !== undefined && (
        <p class={`verdict ${props.tone ?? 'ok'}`}>{props.verdict}</p>
      )}
    </header>
  );
}

/** A word in a frame, coloured by its class. */
export const Badge = ({ kind, children }: { kind: string; children?: ComponentChildren }) => (
  <span class={`badge ${kind}`}>{children ?? kind}</span>
);

/** What is wrong, red. */
export const Problem = ({ children }: { children: ComponentChildren }) => (
  <p class="problem">{children}</p>
);

/** The fragment of the page's address. */
export function useHash(): string {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    return () => removeEventListener('hashchange', changed);
  }, []);
  return hash;
}

/** A heading that is led to when what it is of has changed: by the keyboard's focus, and in sight with all of its part. */
export function useArrival(what: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Who chooses versions goes on choosing.
    if (document.activeElement instanceof HTMLSelectElement) return;
    heading.current?.focus({ preventScroll: true });
    heading.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [what]);
  return heading;
}

/** The diagram, which on a narrow window is larger than it. */
export const Diagram = ({ svg, title }: { svg: string; title: string }) => {
  const html = useMemo(() => ({ __html: svg }), [svg]);
  return svg === '' ? null : (
    <details class="map" open={matchMedia('(min-width: 900px)').matches}>
      <summary>{title}</summary>
      <div tabIndex={0} role="region" aria-label={title} dangerouslySetInnerHTML={html} />
    </details>
  );
};

/** A field that searches as one types; `/` leads to it. */
export function Search(props: { text: string; onText: (text: string) => void; label: string }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      document.querySelector<HTMLElement>('#search')?.focus();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, []);
  return (
    <label class="search">
      <span>{props.label}</span>
      <input
        id="search"
        type="search"
        autocomplete="off"
        spellcheck={false}
        value={props.text}
        onInput={({ currentTarget }) => props.onText(currentTarget.value)}
      />
    </label>
  );
}

const SHOWN = 300;
/** What stays visible before the first difference. */
const CONTEXT = 40;

/** A value; of a long one a part, until one asks for the rest. `from`: where what is of interest begins. */
export function Value({ text, from = 0 }: { text: string | undefined; from?: number }) {
  const [isWhole, setWhole] = useState(false);
  if (text === undefined) return <i>not set</i>;
  if (text.length <= SHOWN || isWhole) return <code>{text}</code>;
  const start = Math.max(0, Math.min(from - CONTEXT, text.length - SHOWN));
  return (
    <>
      <code>
        {start > 0 && '…'}
        {text.slice(start, start + SHOWN)}
        {start + SHOWN < text.length && '…'}
      </code>{' '}
      <button type="button" onClick={() => setWhole(true)}>
        Show all {text.length.toLocaleString('en')} characters
      </button>
    </>
  );
}

/** Copies a text; says so. */
export function Copy({ text, what }: { text: string; what: string }) {
  const [done, setDone] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setDone('Copied');
    } catch {
      setDone('The browser does not allow it');
    }
  };
  return (
    <>
      <button type="button" class="copy" aria-label={`Copy ${what}`} onClick={() => void copy()}>
        Copy
      </button>
      <span role="status">{done}</span>
    </>
  );
}

/** Old and new values, side by side. */
export function Comparison(props: {
  changes: readonly PageAttribute[];
  sides: readonly [string, string];
  /** Only which attributes change. @default false */
  namesOnly?: boolean;
}) {
  if (props.changes.length === 0) return null;
  return (
    <table class="comparison">
      <thead>
        <tr>
          <th scope="col">Attribute</th>
          {props.namesOnly !== true && props.sides.map((side) => <th scope="col">{side}</th>)}
        </tr>
      </thead>
      <tbody>
        {props.changes.map(({ path, before, after, note, forcesReplacement }) => (
          <tr key={path}>
            <th scope="row">
              {path} {note !== undefined && <small>{note}</small>}{' '}
              {forcesReplacement === true && <small>(forces replacement)</small>}
            </th>
            {props.namesOnly !== true && (
              <>
                <td class="old" data-side={props.sides[0]}>
                  <Value text={before} from={commonPrefix(before, after)} />
                </td>
                <td class="new" data-side={props.sides[1]}>
                  <Value text={after} from={commonPrefix(before, after)} />
                </td>
              </>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A name as it can be seen: without what turns it around or hides in it. */
export const Name = ({ children }: { children: string }) => <bdi>{visible(children)}</bdi>;

export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
