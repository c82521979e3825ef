import type { Change, TerraformPlan } from './terraform-plan';

/** Whether a text is or holds something that the plan calls sensitive elsewhere. */
export type IsSecret = (text: string) => boolean;

/** Shorter ones are only recognized as a whole: they occur in many a harmless text. */
const RECOGNIZABLE_CHARACTERS = 8;

/**
 * Terraform marks the attribute that a secret is given to, but not what the provider derives from
 * it: a sensitive tag comes back in `tags_all` in plain text, a sensitive name in the ARN.
 */
export function secretsOf(plan: TerraformPlan): IsSecret {
  const changes = [
    ...[...(plan.resource_changes ?? []), ...(plan.resource_drift ?? [])].map(
      ({ change }) => change,
    ),
    ...Object.values(plan.output_changes ?? {}),
  ];
  const secrets = new Set(changes.flatMap(sensitiveTexts).filter((text) => text !== ''));
  const long = [...secrets].filter((text) => text.length >= RECOGNIZABLE_CHARACTERS);
  return (text) => secrets.has(text) || long.some((secret) => text.includes(secret));
}

const sensitiveTexts = (change: Change): string[] => [
  ...textsUnder(change.before, change.before_sensitive),
  ...textsUnder(change.after, change.after_sensitive),
];

/** The texts of a value where its mask says `true`. */
function textsUnder(value: unknown, mask: unknown): string[] {
  if (typeof value === 'string') return mask === true ? [value] : [];
  if (typeof value !== 'object' || value === null || mask === undefined) return [];
  return Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
    textsUnder(part, mask === true ? true : partOf(mask, key)),
  );
}

const partOf = (mask: unknown, key: string): unknown =>
  typeof mask === 'object' && mask !== null ? Reflect.get(mask, key) : undefined;
