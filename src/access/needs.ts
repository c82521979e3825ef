import type { Scope } from './scopes';

/**
 * What Terraform does with a resource. `empty`: what a bucket's `force_destroy` does first;
 * `associate`: what a private DNS name of an endpoint takes. A
 * resource with `prevent_destroy` is never deleted, so that its stage's role cannot delete it either.
 */
export type Operation = 'read' | 'create' | 'update' | 'delete' | 'empty' | 'associate' | 'tag';

/** The IAM actions of each operation, all limited to one scope. */
export type Need = { readonly on: Scope } & Readonly<Partial<Record<Operation, readonly string[]>>>;

/** By Terraform's resource type; a data source's has `data.` in front. */
export type Needs = Readonly<Record<string, readonly Need[]>>;
