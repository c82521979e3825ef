import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import type { TerraformStack } from 'cdktf';
import { TerraformDataSource, TerraformResource } from 'cdktf';
import type { Operation } from './needs';

/** By resource type (a data source's with `data.` in front), what Terraform does with it in a stack. */
export type UsedTypes = ReadonlyMap<string, ReadonlySet<Operation>>;

const ALWAYS: readonly Operation[] = ['read', 'create', 'update', 'tag'];

/** The resource types of a stack. */
export function usedTypes(stack: TerraformStack): UsedTypes {
  const used = new Map<string, Set<Operation>>();
  const add = (type: string, operations: readonly Operation[]): void => {
    used.set(type, new Set([...(used.get(type) ?? []), ...operations]));
  };
  for (const node of stack.node.findAll()) {
    if (TerraformDataSource.isTerraformDataSource(node)) {
      add(`data.${node.terraformResourceType}`, ['read']);
    } else if (TerraformResource.isTerraformResource(node)) {
      add(node.terraformResourceType, [...ALWAYS, ...ending(node)]);
    }
  }
  return used;
}

function ending(resource: TerraformResource): Operation[] {
  if (resource.lifecycle?.preventDestroy === true) return [];
  const isEmptied = resource instanceof S3Bucket && resource.forceDestroyInput === true;
  return isEmptied ? ['delete', 'empty'] : ['delete'];
}
