import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { TerraformDataSource, TerraformResource, type TerraformStack } from 'cdktf';
import { UserError } from '../config/user-error';
import { RIGHTS } from '../resource-types';
import type { Operation } from '../resource-types/resource-type';

/** By resource type (a data source's with `data.` in front), what Terraform does with it in a stack. */
export type UsedTypes = ReadonlyMap<string, ReadonlySet<Operation>>;

const ALWAYS: readonly Operation[] = ['read', 'create', 'update', 'tag'];

/**
 * The resource types of a stack.
 * @throws UserError for a type without an entry: the stage's roles would lack what it takes.
 */
export function usedTypes(stack: TerraformStack): UsedTypes {
  const used = new Map<string, Set<Operation>>();
  const add = (type: string, operations: readonly Operation[]): void => {
    const rights = RIGHTS.get(type);
    if (rights === undefined || rights === 'bootstrap') {
      const problem =
        rights === undefined
          ? `no entry names the IAM actions of ${type}. Write its rights into its service's file in src/resource-types`
          : `only bootstrap may make ${type}. Make it in src/stacks/access-stack.ts`;
      throw new UserError(`${stack.node.id}: ${problem}, then run \`pnpm ops bootstrap\`.`);
    }
    used.set(type, new Set([...(used.get(type) ?? []), ...operations]));
  };
  for (const node of stack.node.findAll()) {
    if (TerraformDataSource.isTerraformDataSource(node)) {
      add(`data.${node.terraformResourceType}`, ['read']);
    } else if (TerraformResource.isTerraformResource(node)) {
      add(node.terraformResourceType, [...ALWAYS, ...naming(node), ...ending(node)]);
    }
  }
  return used;
}

function naming(resource: TerraformResource): Operation[] {
  return resource instanceof VpcEndpoint && resource.privateDnsEnabledInput === true
    ? ['associate']
    : [];
}

function ending(resource: TerraformResource): Operation[] {
  if (resource.lifecycle?.preventDestroy === true) return [];
  const isEmptied = resource instanceof S3Bucket && resource.forceDestroyInput === true;
  return isEmptied ? ['delete', 'empty'] : ['delete'];
}
