import { formatTable } from '../../cli/table';
import type { Style } from '../../cli/terminal';
import { allStacks, type StateContext } from '../../terraform/state/context';
import { describeResource, type ResourceDescription } from './describe-resource';
import { markedAttributes, secretsOf } from '../../terraform/state/state-file';

export interface FoundResource extends ResourceDescription {
  readonly stage: string;
  readonly address: string;
  readonly type: string;
}

/**
 * Resources of every deployed stack.
 * @param search part of an address, type, name, ARN or id, in any case. @default all
 */
export async function findResources(context: StateContext, search = ''): Promise<FoundResource[]> {
  const wanted = search.toLowerCase();
  const all = await Promise.all(
    allStacks(context.config).map(async ({ scope, key }) => {
      const object = await context.store.current(key);
      const isSecret = secretsOf(object?.state);
      return (object?.state.resources ?? []).map((resource) => ({
        stage: scope,
        address: resource.address,
        type: resource.type,
        ...describeResource(markedAttributes(resource, isSecret)),
      }));
    }),
  );
  return all
    .flat()
    .filter(({ address, type, name, arn, id }) =>
      [address, type, name, arn, id].some((text) => text.toLowerCase().includes(wanted)),
    );
}

/** The resources for people; the ARN says more than the id, where there is one. */
export function formatResources(resources: readonly FoundResource[], style: Style): string {
  if (resources.length === 0) return 'No resource matches.';
  return formatTable<FoundResource>(
    [
      { head: 'STAGE', cell: ({ stage }) => stage },
      { head: 'ADDRESS', cell: ({ address }) => address },
      { head: 'NAME', cell: ({ name }) => name },
      { head: 'ARN OR ID', cell: ({ arn, id }) => (arn === '' ? id : arn) },
    ],
    resources,
    style,
  );
}
