import type { ResourceChange } from './terraform-plan';

/** What a plan does to a resource, the gravest first; one resource can have several. */
export const KINDS = [
  'destroy',
  'replace',
  'add',
  'change',
  'import',
  'move',
  'forget',
  'read',
] as const;

export type Kind = (typeof KINDS)[number];

/** What the plan does to the resource. Nothing: it stays as it is. */
export function kindsOf(resource: ResourceChange): Kind[] {
  const { actions, importing } = resource.change;
  const has = (action: (typeof actions)[number]): boolean => actions.includes(action);
  const found: Record<Kind, boolean> = {
    destroy: has('delete') && !has('create'),
    replace: has('delete') && has('create'),
    // A forgotten object that gets a successor stays in AWS: that is an addition.
    add: has('create') && !has('delete'),
    change: has('update'),
    import: importing !== undefined,
    move: movedFrom(resource) !== undefined,
    forget: has('forget'),
    read: has('read'),
  };
  return KINDS.filter((kind) => found[kind]);
}

/** The address that the resource moves away from, if it moves. */
export function movedFrom({ address, previous_address }: ResourceChange): string | undefined {
  return previous_address === address ? undefined : previous_address;
}

/** Why Terraform does not keep the resource, in words. */
export const REASONS: Readonly<Record<string, string>> = {
  replace_because_tainted: 'an earlier run did not finish creating it',
  replace_because_cannot_update: 'it cannot be changed in place',
  replace_by_request: 'asked for by -replace',
  replace_by_triggers: 'asked for by replace_triggered_by',
  delete_because_no_resource_config: 'it is no longer in the configuration',
  delete_because_no_module: 'its module is no longer in the configuration',
  delete_because_no_move_target: 'it moved to where nothing is configured',
  delete_because_wrong_repetition: 'count or for_each was added or removed',
  delete_because_count_index: 'count is now lower',
  delete_because_each_key: 'its key is no longer in for_each',
  read_because_config_unknown: 'its arguments are known only after apply',
  read_because_dependency_pending: 'it depends on something that changes',
};
