import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import { TerraformOutput } from 'cdktf';
import type { Construct } from 'constructs';
import { boundaryGrants } from '../access/boundary';
import { rolePolicies } from '../access/role-policies';
import { usedTypes } from '../access/used-types';
import { ACCESS_STACK, boundaryName, deployRoleName, planRoleName } from '../config/names';
import type { SharedConfig, StageConfig } from '../config/schema';
import { GithubIdentity } from '../constructs/github-identity';
import { StageAccess } from '../constructs/stage-access';
import type { ImageServiceStack } from './image-service-stack';
import { ServiceStack } from './service-stack';

/** A stage and the stack that its roles are made for. */
export interface AccessibleStage {
  readonly stage: StageConfig;
  readonly stack: ImageServiceStack;
}

export interface AccessStackProps {
  readonly shared: SharedConfig;
  readonly stages: readonly AccessibleStage[];
}

/**
 * Who may plan and deploy from GitHub: per stage two roles that may do what the stage's resources
 * take, and the boundary of what the stage's own roles may. `pnpm ops bootstrap --access` deploys it; the roles themselves cannot.
 */
export class AccessStack extends ServiceStack {
  constructor(scope: Construct, { shared, stages }: AccessStackProps) {
    super(scope, ACCESS_STACK, { shared, stateScope: 'access', region: shared.stateRegion });
    const account = new DataAwsCallerIdentity(this, 'account').accountId;
    const identity = new GithubIdentity(this, 'github');
    for (const { stage, stack } of stages) {
      const used = usedTypes(stack);
      const scoped = { ...stage, account };
      const access = new StageAccess(this, `${stage.name}-access`, {
        identity,
        repository: shared.repository,
        environment: stage.name,
        plan: {
          roleName: planRoleName(stage.name),
          policies: rolePolicies('plan', scoped, shared, used),
        },
        deploy: {
          roleName: deployRoleName(stage.name),
          policies: rolePolicies('deploy', scoped, shared, used),
        },
        boundary: { name: boundaryName(stage.name), grants: boundaryGrants(scoped) },
      });
      new TerraformOutput(this, `${stage.name}_plan_role_arn`, {
        value: access.plan.role.arn,
      });
      new TerraformOutput(this, `${stage.name}_deploy_role_arn`, {
        value: access.deploy.role.arn,
      });
    }
  }
}
