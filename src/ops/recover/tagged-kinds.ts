import { RESOURCE_TYPES } from '../../resource-types';

/** A tagged resource as Terraform and the AWS CLI call what its ARN names. */
export interface TaggedKind {
  /** Terraform's resource types for it; more than one where AWS knows only one. */
  readonly types: readonly string[];
  readonly id: string;
  readonly name?: string | undefined;
  /** The words of the AWS CLI's command that deletes it; none where that takes more than one. */
  readonly remove: readonly string[] | undefined;
  /** Whether it is made anew once it is imported. */
  readonly isReplaced: boolean;
}

/** The kind that an ARN names; undefined where this project has no such type. */
export function kindOf(arn: string): TaggedKind | undefined {
  const [, , service = '', , , ...rest] = arn.split(':');
  const matching = [...RESOURCE_TYPES].flatMap(([type, { tagged }]) => {
    const match = tagged?.arn.exec(`${service}:${rest.join(':')}`);
    return match && tagged ? [{ type, tagged, groups: match.groups ?? {} }] : [];
  });
  const [first] = matching;
  if (first === undefined) return undefined;
  const { groups, tagged } = first;
  const id = tagged.importId?.(groups, arn) ?? groups.id ?? groups.name ?? '';
  return {
    types: matching.map(({ type }) => type),
    id,
    name: groups.name,
    remove: tagged.remove?.(id, groups),
    isReplaced: tagged.isReplaced ?? false,
  };
}
