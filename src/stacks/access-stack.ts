import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { boundaryStatements } from '../deploy-rights/boundary';
import type { RoleKind } from '../deploy-rights/command-rights';
import { rolePolicies } from '../deploy-rights/role-policies';
import { usedTypes } from '../deploy-rights/used-types';
import type { AccountConfig } from '../config/accounts';
import {
  ACCESS_SCOPE,
  ACCESS_STACK,
  alarmKeyAlias,
  boundaryName,
  deployRoleName,
  planRoleName,
  storeRoleName,
} from '../config/names';
import type { SharedConfig, StageConfig } from '../config/schema';
import type { FunctionDefinition } from '../constructs/functions/function-definition';
import { AlarmKey } from '../constructs/monitoring/alarm-key';
import { GithubIdentity } from '../constructs/iam/github-identity';
import { accountOf } from '../constructs/iam/policy';
import { PermissionsBoundary } from '../constructs/iam/permissions-boundary';
import { StageAccess } from '../constructs/iam/stage-access';
import type { ImageServiceStack } from './image-service-stack';
import { ServiceStack } from './service-stack';

/** A stage and the stack that its roles are made for. */
export interface AccessibleStage {
  readonly stage: StageConfig;
  readonly stack: ImageServiceStack;
}

export interface AccessStackProps extends Partial<Pick<AccountConfig, 'account' | 'accessStack'>> {
  readonly shared: SharedConfig;
  readonly stages: readonly AccessibleStage[];
}

/**
 * Per stage the boundary of what its own roles may do at most and the keys of its alarm topics, and,
 * once the configuration names the GitHub repository, the three roles that its workflows assume. `pnpm ops bootstrap` deploys it: no
 * role in it may change it.
 */
export class AccessStack extends ServiceStack {
  constructor(scope: Construct, props: AccessStackProps) {
    const { shared, stages, accessStack = ACCESS_STACK } = props;
    super(scope, accessStack, {
      shared,
      stateScope: ACCESS_SCOPE,
      region: shared.stateRegion,
      accountId: props.account,
    });
    const account = accountOf(this);
    for (const { stage, stack } of stages) {
      this.createBoundary(stage, account, stack.functions.definitions);
      this.createAlarmKeys(stage);
    }
    const used = new Map(stages.map(({ stage, stack }) => [stage, usedTypes(stack)]));
    if (shared.githubRepositories.length === 0) return;
    const identity = new GithubIdentity(this, 'github');
    for (const [stage, types] of used) {
      const policies = (kind: RoleKind) => rolePolicies(kind, { ...stage, account }, shared, types);
      const { plan, store, deploy } = new StageAccess(this, `${stage.name}-access`, {
        identity,
        repositories: shared.githubRepositories,
        environment: stage.name,
        plan: { roleName: planRoleName(stage.name), policies: policies('plan') },
        store: { roleName: storeRoleName(stage.name), policies: policies('store') },
        deploy: { roleName: deployRoleName(stage.name), policies: policies('deploy') },
      });
      new TerraformOutput(this, `${stage.name}_plan_role_arn`, { value: plan.role.arn });
      new TerraformOutput(this, `${stage.name}_store_role_arn`, { value: store.role.arn });
      new TerraformOutput(this, `${stage.name}_deploy_role_arn`, { value: deploy.role.arn });
    }
  }

  /** Here, not in the stage: who may tag keys takes those of others: docs/decisions/0009-the-alarm-topics-own-key.md. */
  private createAlarmKeys({ name, region, protection }: StageConfig): void {
    for (const where of new Set([region, 'us-east-1'])) {
      new AlarmKey(this, `${name}-alarm-key-${where}`, {
        alias: alarmKeyAlias(name),
        protection,
        provider: this.providerIn(where),
      });
    }
  }

  private createBoundary(
    stage: StageConfig,
    account: string,
    functions: readonly FunctionDefinition[],
  ): void {
    new PermissionsBoundary(this, `${stage.name}-boundary`, {
      policyName: boundaryName(stage.name),
      description: `What the roles of the stage ${stage.name} may do at most`,
      statements: boundaryStatements({ ...stage, account }, functions),
    });
  }
}
