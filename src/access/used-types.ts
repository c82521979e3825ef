import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import type { TerraformStack } from 'cdktf';
import { TerraformDataSource, TerraformResource } from 'cdktf';
import { UserError } from '../config/user-error';
import type { Operation } from './needs';
import { RESOURCE_NEEDS } from './resource-needs';

/** By resource type (a data source's with `data.` in front), what Terraform does with it in a stack. */
export type UsedTypes = ReadonlyMap<string, ReadonlySet<Operation>>;

const ALWAYS: readonly Operation[] = ['read', 'create', 'update', 'tag'];

/**
 * The resource types of a stack.
 * @throws UserError for one that nobody has written down: the stage's roles would lack what it takes.
 */
export function usedTypes(stack: TerraformStack): UsedTypes {
  const used = new Map<string, Set<Operation>>();
  const add = (type: string, operations: readonly Operation[]): void => {
    if (RESOURCE_NEEDS[type] === undefined) {
      throw new UserError(
        `${stack.node.id}: nobody has said which IAM actions ${type} takes. Add it to a file src/access/*-needs.ts, then run \`pnpm ops bootstrap\`.`,
      );
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
