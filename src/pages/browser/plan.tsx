import { useEffect, useState } from 'preact/hooks';
import type { PageChange, PlanPage } from '../plan-page';
import { decodedPart } from '../state-link';
import {
  Badge,
  Comparison,
  Copy,
  counted,
  Diagram,
  draw,
  Header,
  Name,
  Problem,
  Search,
  useHash,
} from './frame';

/** More changes than these are folded. */
const UNFOLDED = 10;

function Page({ data }: { data: PlanPage }) {
  const [text, setText] = useState('');
  const [kind, setKind] = useState('');
  const address = decodedPart(useHash().slice(1));
  // Once: not again with each key of a search.
  useEffect(() => {
    const summary = document.querySelector<HTMLElement>('.named summary');
    summary?.focus({ preventScroll: true });
    summary?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, [address]);
  const { scope, verdict, losses, changes } = data;
  const isFound = (change: PageChange): boolean =>
    (kind === '' || change.kinds.includes(kind)) &&
    textOf(change).toLowerCase().includes(text.toLowerCase());
  const found = changes.filter(isFound);
  return (
    <>
      <Header title={`Plan for ${scope}`} verdict={verdict.text} tone={verdict.tone} />
      <main>
        <section aria-label="Summary">
          <p class="counts">
            {data.counts.map((one) => (
              <Badge key={one.kind} kind={one.kind}>
                {one.text}
              </Badge>
            ))}
          </p>
          {data.cost !== '' && <p class="note">{data.cost}</p>}
          {losses.map((loss) => (
            <div class={loss.isAllowed ? 'problem allowed' : 'problem'}>
              {loss.text} {loss.isAllowed ? 'Allowed by' : 'Refused without'}{' '}
              <code>{loss.option}</code> <Copy text={loss.option} what={loss.option} />
            </div>
          ))}
          {data.warnings.map((warning) => (
            <Problem>{warning}</Problem>
          ))}
        </section>
        <Diagram svg={data.map} title={`What happens in ${scope}`} />
        {changes.length > 0 && (
          <section aria-label="Changes">
            <h2>Changes</h2>
            <div class="filters">
              <Search text={text} onText={setText} label="Search in addresses and values" />
              <label>
                <span>Kind</span>
                <select value={kind} onChange={({ currentTarget }) => setKind(currentTarget.value)}>
                  <option value="">all</option>
                  {[...new Set(changes.flatMap(({ kinds }) => kinds))].map((one) => (
                    <option key={one}>{one}</option>
                  ))}
                </select>
              </label>
              <p role="status">{counted(found.length, 'change')}</p>
            </div>
            <Changes changes={found} opened={address} sides={['Old', 'New']} />
          </section>
        )}
        {data.outputs.length > 0 && (
          <section aria-label="Outputs">
            <h2>Outputs</h2>
            <Changes changes={data.outputs} opened={address} sides={['Old', 'New']} />
          </section>
        )}
        {data.drift.length > 0 && (
          <section class="drift" aria-label="Changed by hand">
            <h2>Changed by hand</h2>
            <p class="note">
              What somebody else has changed or deleted in AWS, and this plan meets.
            </p>
            <Changes
              changes={data.drift}
              opened={address}
              sides={['Known to Terraform', 'Found in AWS']}
            />
          </section>
        )}
        {data.notes.map((note) => (
          <p class="note">{note}</p>
        ))}
      </main>
      <footer>{data.facts.join(' · ')}</footer>
    </>
  );
}

/** All that a search looks at. */
const textOf = ({ address, attributes, pending, notes }: PageChange): string =>
  [
    address,
    ...attributes.flatMap(({ path, before = '', after = '' }) => [path, before, after]),
    ...pending,
    ...notes,
  ].join('\n');

function Changes(props: {
  changes: readonly PageChange[];
  opened: string;
  sides: readonly [string, string];
}) {
  return (
    <>
      {props.changes.map((change) => (
        <details
          key={change.address}
          open={props.changes.length <= UNFOLDED || change.address === props.opened}
          class={change.address === props.opened ? 'change named' : 'change'}
        >
          <summary>
            {change.kinds.map((kind) => (
              <Badge key={kind} kind={kind} />
            ))}{' '}
            <Name>{change.address}</Name>
          </summary>
          {change.notes.map((note) => (
            <p class="note">{note}</p>
          ))}
          <Comparison
            sides={props.sides}
            namesOnly={change.attributes.every(
              ({ before, after }) => before === undefined && after === undefined,
            )}
            changes={change.attributes}
          />
          {change.pending.length > 0 && (
            <p class="note">Known only after apply: {change.pending.join(', ')}</p>
          )}
        </details>
      ))}
    </>
  );
}

draw(Page, (json) => JSON.parse(json) as PlanPage);
