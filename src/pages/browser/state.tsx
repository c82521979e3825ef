import { useEffect, useMemo, useState } from 'preact/hooks';
import { differencesBetween, NOTES } from '../../values/differences';
import { isObject, partOf, type Marked, type Path } from '../../values/mask';
import { pathText, valueText, visible } from '../../values/text';
import { decoded } from '../encoded';
import { readStateLink, stateLink, type StateView } from '../state-link';
import type { PageAttribute, PageResource, PageStack, PageVersion, StatePage } from '../state-page';
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
  useArrival,
  useHash,
  Value,
} from './frame';

/** Rows that are drawn before one asks for more. */
const ROWS = 100;

function Page({ data }: { data: StatePage }) {
  const asked = readStateLink(useHash());
  const found = data.stacks.find(({ scope }) => scope === asked.scope);
  const stack = found ?? data.stacks[0];
  useEffect(() => {
    if (stack !== undefined && asked.scope === undefined) {
      history.replaceState(null, '', stateLink({ scope: stack.scope }));
    }
  });
  const wrong = data.stacks.filter(isWrong).map(({ scope }) => scope);
  return (
    <>
      <Header
        title="Terraform states"
        tone={wrong.length > 0 ? 'alarm' : 'ok'}
        verdict={wrong.length > 0 ? `To look at: ${wrong.join(', ')}` : 'No lock, no problem'}
      />
      <nav aria-label="Stages">
        {data.stacks.map((one) => (
          <a
            key={one.scope}
            href={stateLink({ scope: one.scope })}
            class={isWrong(one) ? 'wrong' : ''}
            aria-current={one === stack ? 'page' : undefined}
          >
            {one.scope}
            {isWrong(one) && <span class="unseen"> (to look at)</span>}
          </a>
        ))}
      </nav>
      {found === undefined && asked.scope !== undefined && (
        <Problem>
          This file has no stage <Name>{asked.scope}</Name>.
        </Problem>
      )}
      {stack !== undefined && (
        // What was asked of another stage is nothing of this one.
        <Stack
          key={stack.scope}
          stack={stack}
          all={data.resources}
          view={found === undefined ? {} : asked}
        />
      )}
      <footer>Drawn {data.drawn}. Times are in UTC.</footer>
    </>
  );
}

const isWrong = ({ problems, lock, drift = [] }: PageStack): boolean =>
  problems.length + drift.length > 0 || lock !== undefined;

interface StackProps {
  readonly stack: PageStack;
  readonly all: readonly PageResource[];
  readonly view: StateView;
}

function Stack({ stack, all, view }: StackProps) {
  const { versions, scope } = stack;
  const version =
    (view.version === undefined ? undefined : versionOf(versions, view.version)) ?? versions[0];
  const to = view.to === undefined ? undefined : versionOf(versions, view.to);
  const missing = [view.version, view.to].filter(
    (name) => name !== undefined && versionOf(versions, name) === undefined,
  );
  return (
    <main>
      <Facts stack={stack} all={all} />
      {missing.map((name) => (
        <Problem>This file has no version {name} of that state.</Problem>
      ))}
      <Diagram svg={stack.map} title={`Diagram of ${stack.stack}`} />
      {versions.length > 0 && (
        <History stack={stack} from={version} to={to} isOpen={view.version !== undefined} />
      )}
      {version !== undefined && to !== undefined && (
        <Comparing all={all} scope={scope} from={version} to={to} />
      )}
      {version !== undefined && <Resources {...{ stack, all, version }} address={view.address} />}
    </main>
  );
}

/** A version by its serial, else by its id. */
const versionOf = (versions: readonly PageVersion[], name: string): PageVersion | undefined =>
  versions.find(({ serial }) => String(serial) === name) ?? versions.find(({ id }) => id === name);

/** What a link calls a version: its serial, unless another one has the same. */
const nameOf = ({ versions }: Pick<PageStack, 'versions'>, version: PageVersion): string =>
  version.serial !== undefined && versionOf(versions, String(version.serial)) === version
    ? String(version.serial)
    : version.id;

/** The link to a version; without one it leads to the newest. */
const linkTo = (stack: PageStack, version: PageVersion, address?: string): string =>
  stateLink({
    scope: stack.scope,
    ...(address !== undefined && { address }),
    ...(version !== stack.versions[0] && { version: nameOf(stack, version) }),
  });

const titleOf = ({ serial, id, written }: PageVersion): string =>
  `${serial === undefined ? `version ${id}` : `serial ${serial}`}, ${written}`;

function Facts({ stack, all }: Pick<StackProps, 'stack' | 'all'>) {
  const { problems, lock, drift, versions, absence, writtenBy } = stack;
  const [newest] = versions;
  const changes = Object.entries(newest?.changes ?? {}).filter(([, found]) => found.length > 0);
  const resources = (newest?.resources ?? []).filter((index) => isManaged(all[index])).length;
  return (
    <section aria-label={stack.stack}>
      <h2>{stack.stack}</h2>
      {problems.map((problem) => (
        <Problem>{problem}</Problem>
      ))}
      {lock !== undefined && (
        <Problem>
          Locked by {lock.who} since {lock.since} for {lock.operation} (id {lock.id})
        </Problem>
      )}
      {drift?.map(({ address, isGone, attributes }) => (
        <div class="problem">
          Drift: <a href={stateLink({ scope: stack.scope, address })}>{<Name>{address}</Name>}</a>{' '}
          {isGone ? 'is gone' : 'was changed'}
          <Comparison sides={['Known to Terraform', 'Found in AWS']} changes={attributes} />
        </div>
      ))}
      {absence !== undefined && <p class="note">{absence}</p>}
      {newest !== undefined && (
        <dl class="facts">
          <dt>Serial</dt>
          <dd>{newest.serial ?? newest.notes.join(', ')}</dd>
          <dt>Terraform</dt>
          <dd>{newest.terraformVersion ?? 'not known'}</dd>
          <dt>Last change</dt>
          <dd>
            {newest.written}
            {changes.map(([what, { length }]) => `, ${length} ${what}`).join('')}
            {writtenBy !== undefined && `, by ${writtenBy}`}
          </dd>
          <dt>Resources</dt>
          <dd>{resources}</dd>
          <dt>Lock</dt>
          <dd>{lock === undefined ? 'free' : lock.who}</dd>
          <dt>Drift</dt>
          <dd>{driftText(drift)}</dd>
        </dl>
      )}
    </section>
  );
}

const driftText = (drift: PageStack['drift']): string => {
  if (drift === undefined) return 'not looked for';
  return drift.length === 0 ? 'none found' : counted(drift.length, 'resource');
};

const isManaged = (resource: PageResource | undefined): boolean =>
  resource !== undefined && resource.type !== 'output' && !resource.address.startsWith('data.');

interface ResourcesProps extends Pick<StackProps, 'stack' | 'all'> {
  readonly version: PageVersion;
  readonly address: string | undefined;
}

function Resources({ stack, all, version, address }: ResourcesProps) {
  const [text, setText] = useState('');
  const [type, setType] = useState('');
  const [isData, setData] = useState(false);
  const [isWhole, setWhole] = useState(false);
  const here = useMemo(
    () => version.resources.flatMap((index) => all[index] ?? []),
    [version, all],
  );
  const types = useMemo(() => [...new Set(here.map((one) => one.type))].sort(), [here]);
  // Before the first key is pressed, and little by little: it may be pressed meanwhile.
  useEffect(() => {
    const left = [...here];
    const prepare = (): void => {
      left.splice(0, 100).forEach(searchedText);
      if (left.length > 0) waiting = setTimeout(prepare);
    };
    let waiting = setTimeout(prepare);
    return () => clearTimeout(waiting);
  }, [here]);
  const wanted = text.toLowerCase();
  const found = here.filter(
    (one) =>
      (type === '' || one.type === type) &&
      (!isData || one.holds !== undefined) &&
      (wanted === '' || searchedText(one).includes(wanted)),
  );
  const shown = isWhole ? found : found.slice(0, ROWS);
  const groups = [...new Set(shown.map(({ group }) => group))].sort();
  const open = address === undefined ? undefined : here.find((one) => one.address === address);
  const isNewest = version === stack.versions[0];
  return (
    <section class="resources" aria-label="Resources">
      <h2>Resources {!isNewest && <Badge kind="change">as of {titleOf(version)}</Badge>}</h2>
      <div class="filters">
        <Search text={text} onText={setText} label="Search in addresses, names, ARNs and values" />
        <label>
          <span>Type</span>
          <select value={type} onChange={({ currentTarget }) => setType(currentTarget.value)}>
            <option value="">all</option>
            {types.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={isData}
            onChange={({ currentTarget }) => setData(currentTarget.checked)}
          />
          holds data
        </label>
        <p role="status">{counted(found.length, 'match').replace(/hs$/, 'hes')}</p>
      </div>
      <div class={address === undefined ? 'list' : 'list beside'}>
        <div>
          {groups.map((group) => (
            <Group key={group} title={group} rows={shown.filter((one) => one.group === group)}>
              {(one) => (
                <a
                  href={linkTo(stack, version, one.address)}
                  aria-current={one === open ? 'true' : undefined}
                >
                  <Name>{one.address}</Name> <small>{<Name>{one.name}</Name>}</small>
                </a>
              )}
            </Group>
          ))}
          {shown.length < found.length && (
            <button type="button" onClick={() => setWhole(true)}>
              Show the other {found.length - shown.length}
            </button>
          )}
        </div>
        {address !== undefined && (
          <Resource {...{ stack, all, version, address }} resource={open} />
        )}
      </div>
    </section>
  );
}

function Group(props: {
  title: string;
  rows: readonly PageResource[];
  children: (row: PageResource) => preact.JSX.Element;
}) {
  return (
    <section class="group">
      <h3>
        {props.title} <small>{props.rows.length}</small>
      </h3>
      <ul>
        {props.rows.map((row) => (
          <li key={row.address}>
            {props.children(row)}
            {row.holds !== undefined && <Badge kind="data">data</Badge>}
            {row.isTainted && <Badge kind="destroy">tainted</Badge>}
          </li>
        ))}
      </ul>
    </section>
  );
}

const searched = new WeakMap<PageResource, string>();

/** All that a search looks at, in small letters. */
function searchedText(resource: PageResource): string {
  const known = searched.get(resource);
  if (known !== undefined) return known;
  const { address, type, name, arn } = resource;
  const text = [address, type, name, arn, ...textsIn(attributesOf(resource))]
    .join('\n')
    .toLowerCase();
  searched.set(resource, text);
  return text;
}

/** The values alone: a search goes through those of all resources. */
function textsIn(value: Marked): string[] {
  const parts = isObject(value) ? Object.values(value) : [];
  return parts.length === 0 ? [plainText(value)] : parts.flatMap(textsIn);
}

const plainText = (value: Marked): string => (typeof value === 'string' ? value : valueText(value));

const read = new WeakMap<PageResource, Marked>();

function attributesOf(resource: PageResource): Marked {
  const known = read.get(resource) ?? decoded(resource.attributes);
  read.set(resource, known);
  return known;
}

/** Every attribute that is not made of others. */
function leaves(value: Marked, path: Path = []): { path: Path; value: Marked }[] {
  const keys = isObject(value) ? Object.keys(value) : [];
  if (keys.length === 0) return [{ path, value }];
  return keys.flatMap((key) =>
    leaves(partOf(value, key) ?? null, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

interface ResourceProps extends ResourcesProps {
  readonly address: string;
  /** @default the version has none of that address */
  readonly resource: PageResource | undefined;
}

function Resource({ stack, all, version, address, resource }: ResourceProps) {
  const heading = useArrival(address);
  const { scope, versions } = stack;
  const changedIn = versions.filter(({ changes }) =>
    Object.values(changes ?? {}).some((found) => found.includes(address)),
  );
  return (
    <article class="detail">
      <h3 tabIndex={-1} ref={heading}>
        <Name>{address}</Name> <Copy text={address} what="the address" />
      </h3>
      <p class="links">
        <a href={linkTo(stack, version)}>Close</a>
        {resource?.consoleUrl !== undefined && (
          <a href={resource.consoleUrl} rel="noreferrer">
            AWS console
          </a>
        )}
        {changedIn.map((one) => (
          <a href={stateLink({ scope, address, version: nameOf(stack, one) })}>
            changed in {nameOf(stack, one)}
          </a>
        ))}
      </p>
      {resource === undefined ? (
        <Problem>Not in {titleOf(version)}.</Problem>
      ) : (
        <Attributes resource={resource} />
      )}
      {resource === undefined && isIn(stack, all, address) && (
        <p class="note">Another version has it: see the history.</p>
      )}
    </article>
  );
}

const isIn = ({ versions }: PageStack, all: readonly PageResource[], address: string): boolean =>
  versions.some(({ resources }) => resources.some((index) => all[index]?.address === address));

function Attributes({ resource }: { resource: PageResource }) {
  const rows = useMemo(() => leaves(attributesOf(resource)), [resource]);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Attribute</th>
          <th scope="col">Value</th>
          <th scope="col">
            <span class="unseen">Copy</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ path, value }) => (
          <tr key={pathText(path)}>
            <th scope="row">{pathText(path)}</th>
            <td>
              <Value text={valueText(value)} />
            </td>
            <td>
              <Copy text={plainText(value)} what={pathText(path)} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface ComparingProps {
  readonly all: readonly PageResource[];
  readonly scope: string;
  readonly from: PageVersion;
  readonly to: PageVersion;
}

function Comparing({ all, scope, from, to }: ComparingProps) {
  const differences = useMemo(() => compared(all, from, to), [all, from, to]);
  const heading = useArrival(`${from.id}..${to.id}`);
  return (
    <section class="comparing" aria-label="Comparison">
      <h2 tabIndex={-1} ref={heading}>
        {titleOf(from)} → {titleOf(to)}
      </h2>
      <p role="status">
        {differences.length === 0 ? 'No differences.' : counted(differences.length, 'resource')}
      </p>
      {differences.map(({ address, kind, changes }) => (
        <details key={address} open={differences.length <= 20}>
          <summary>
            <Badge kind={kind} /> <Name>{address}</Name>
          </summary>
          <Comparison sides={['Old', 'New']} changes={changes} />
        </details>
      ))}
      <p class="links">
        <a href={stateLink({ scope })}>Close</a>
      </p>
    </section>
  );
}

/** What differs between two versions: resources that were created and their attributes. */
function compared(all: readonly PageResource[], from: PageVersion, to: PageVersion) {
  const [old, fresh] = [from, to].map(
    ({ resources }) =>
      new Map(
        resources.flatMap((index) => {
          const one = all[index];
          return one === undefined || one.address.startsWith('data.') ? [] : [[one.address, one]];
        }),
      ),
  );
  const addresses = [...new Set([...(old?.keys() ?? []), ...(fresh?.keys() ?? [])])].sort();
  return addresses.flatMap((address) => {
    const [before, after] = [old?.get(address), fresh?.get(address)];
    if (before === after) return [];
    const changes = attributeChanges(before, after);
    if (before === undefined) return [{ address, kind: 'add', changes }];
    if (after === undefined) return [{ address, kind: 'destroy', changes }];
    return changes.length === 0 ? [] : [{ address, kind: 'change', changes }];
  });
}

function attributeChanges(before?: PageResource, after?: PageResource): PageAttribute[] {
  const sides = [before, after].map((one) => (one === undefined ? undefined : attributesOf(one)));
  const tainted = [before, after].map((one) => String(one?.isTainted ?? false));
  return [
    ...differencesBetween(sides[0], sides[1])
      .filter(({ kind }) => kind !== 'unset')
      .map((one) => ({
        path: pathText(one.path),
        before: one.before === undefined ? undefined : valueText(one.before),
        after: one.after === undefined ? undefined : valueText(one.after),
        note: NOTES[one.kind],
      })),
    ...(tainted[0] === tainted[1]
      ? []
      : [{ path: '(tainted)', before: tainted[0], after: tainted[1] }]),
  ];
}

interface HistoryProps {
  readonly stack: PageStack;
  readonly from: PageVersion | undefined;
  readonly to: PageVersion | undefined;
  readonly isOpen: boolean;
}

function History({ stack, from, to, isOpen }: HistoryProps) {
  const { scope, versions } = stack;
  const name = (version: PageVersion): string => nameOf(stack, version);
  const readable = versions.filter(({ serial }) => serial !== undefined);
  const choose = (one: PageVersion | undefined, other: PageVersion | undefined): void => {
    if (one === undefined || other === undefined) return;
    location.hash = stateLink({ scope, version: name(one), to: name(other) });
  };
  const side = (label: string, chosen: PageVersion | undefined, set: (name: string) => void) => (
    <label>
      <span>{label}</span>
      <select
        value={chosen === undefined ? '' : name(chosen)}
        onChange={({ currentTarget }) => set(currentTarget.value)}
      >
        {readable.map((one) => (
          <option key={one.id} value={name(one)}>
            {titleOf(one)}
          </option>
        ))}
      </select>
    </label>
  );
  const [old, fresh] = to === undefined ? [readable[1] ?? readable[0], readable[0]] : [from, to];
  return (
    <details class="history" open={isOpen}>
      <summary>History: {counted(versions.length, 'version')}</summary>
      {readable.length > 1 && (
        <div class="filters">
          {side('Compare', old, (given) => choose(versionOf(versions, given), fresh))}
          {side('with', fresh, (given) => choose(old, versionOf(versions, given)))}
          <button type="button" onClick={() => choose(old, fresh)}>
            Compare
          </button>
        </div>
      )}
      <ol>
        {versions.map((version, index) => {
          const before = versions.slice(index + 1).find(({ serial }) => serial !== undefined);
          return (
            <li key={version.id}>
              <a href={stateLink({ scope, version: name(version) })}>{titleOf(version)}</a>{' '}
              {version.notes.map((note) => (
                <Badge kind="note">{note}</Badge>
              ))}{' '}
              {version.serial !== undefined && before !== undefined && (
                <a href={stateLink({ scope, version: name(before), to: name(version) })}>
                  compare with the one before
                </a>
              )}
              {version.changes !== undefined && <Changes {...{ stack, version, before }} />}
            </li>
          );
        })}
      </ol>
    </details>
  );
}

const KINDS = { added: 'add', changed: 'change', removed: 'destroy' } as const;

interface ChangesProps {
  readonly stack: PageStack;
  readonly version: PageVersion;
  readonly before: PageVersion | undefined;
}

function Changes({ stack, version, before = version }: ChangesProps) {
  const { scope } = stack;
  const found = Object.entries(KINDS).flatMap(([what, kind]) =>
    (version.changes?.[what as keyof typeof KINDS] ?? []).map((address) => ({
      kind,
      what,
      address,
    })),
  );
  if (found.length === 0) return <p class="note">No resource differs from the version before.</p>;
  const summary = Object.keys(KINDS)
    .map((what) => [what, found.filter((one) => one.what === what).length] as const)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`);
  return (
    <details>
      <summary>{summary.join(', ')}</summary>
      <ul>
        {found.map(({ kind, what, address }) => (
          <li key={address}>
            <Badge kind={kind}>{what}</Badge>{' '}
            <a
              href={stateLink({
                scope,
                address,
                // The last one that has it.
                version: nameOf(stack, what === 'removed' ? before : version),
              })}
            >
              {visible(address)}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

draw(Page, (json) => JSON.parse(json) as StatePage);
