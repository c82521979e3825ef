import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { Aspects, S3Backend, TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { SERVICE, stateKey } from '../config/names';
import type { SharedConfig } from '../config/schema';
import { accountOf, partitionOf } from '../constructs/iam/policy';
import type { Protection } from '../constructs/protection';
import { addGuardrails } from '../guardrails/guardrails';
import { setProtection } from '../synthesized/synthesized';

export interface ServiceStackProps {
  readonly shared: SharedConfig;
  /** Which state object is this stack's: a stage's name, or the stack's own for what stages share. */
  readonly stateScope: string;
  readonly region: string;
  /** Whether data may go with the stack: what the guardrails ask of it depends on that. @default `protected` */
  readonly protection?: Protection;
  /** @default any account that the credentials belong to */
  readonly accountId?: string | undefined;
  /**
   * Managed policy that every role of the stack has as its permissions boundary, those that are added
   * later too. AWS refuses a role whose boundary does not exist. @default roles have none
   */
  readonly boundaryName?: string;
}

type StackSynthesizer = TerraformStack['synthesizer'];
type Hcl = Readonly<Record<'hcl', string> & Record<'metadata', unknown>>;

const TERRAFORM_VERSION = '~> 1.11.4';

/** What every stack has: guardrails, the provider with its default tags, its state in the shared bucket. */
export abstract class ServiceStack extends TerraformStack {
  /** For what CloudFront only looks for in us-east-1; undefined where the stack's provider is there. */
  protected readonly usEast1Provider: AwsProvider | undefined;
  private readonly providers = new Map<string, AwsProvider>();
  /** What Terraform will read, while the stack is being synthesized: the guardrails look at what is then written. */
  private resolved: { json?: unknown } | undefined;

  protected constructor(
    scope: Construct,
    id: string,
    protected readonly props: ServiceStackProps,
  ) {
    super(scope, id);
    this.synthesizer = this.resolvingOnce(this.synthesizer);
    setProtection(this, props.protection ?? 'protected');
    addGuardrails(this);
    this.configureProvider(props);
    this.usEast1Provider = this.providerIn('us-east-1');
    this.configureBackend(props);
    if (props.boundaryName !== undefined) this.boundRoles(props.boundaryName);
    // cdktf has no property for it. State written by a newer Terraform cannot be read by an older
    // one, so patches pass and a new minor version is a deliberate change of .terraform-version.
    this.addOverride('terraform.required_version', TERRAFORM_VERSION);
  }

  /**
   * cdktf would also resolve all of the stack here, for references to other stacks: the guardrail
   * `references` stops those.
   */
  override prepareStack(): void {
    this.ensureBackendExists();
  }

  override toTerraform(): unknown {
    if (this.resolved === undefined) return super.toTerraform();
    return (this.resolved.json ??= super.toTerraform());
  }

  /** For `cdktf synth --hcl`, which writes the name of that override and not its value. */
  override toHclTerraform(): Hcl {
    const { hcl, metadata } = super.toHclTerraform() as Hcl;
    const version = `required_version = "${TERRAFORM_VERSION}"`;
    return { hcl: hcl.replace('0 = "required_version"', version), metadata };
  }

  private resolvingOnce(synthesizer: StackSynthesizer): StackSynthesizer {
    return {
      synthesize: (session) => {
        this.resolved = {};
        try {
          synthesizer.synthesize(session);
        } finally {
          this.resolved = undefined;
        }
      },
    };
  }

  /** For what has to be in that region; undefined where the stack's provider is there. */
  protected providerIn(region: string): AwsProvider | undefined {
    if (region === this.props.region) return undefined;
    const found =
      this.providers.get(region) ?? this.configureProvider({ ...this.props, region }, region);
    this.providers.set(region, found);
    return found;
  }

  private boundRoles(boundaryName: string): void {
    const boundary = `arn:${partitionOf(this)}:iam::${accountOf(this)}:policy/${boundaryName}`;
    Aspects.of(this).add({
      visit: (node) => {
        if (node instanceof IamRole) node.permissionsBoundary = boundary;
      },
    });
  }

  private configureProvider(props: ServiceStackProps, alias?: string): AwsProvider {
    return new AwsProvider(this, alias === undefined ? 'aws' : `aws-${alias}`, {
      region: props.region,
      ...(alias === undefined ? {} : { alias }),
      ...(props.accountId === undefined ? {} : { allowedAccountIds: [props.accountId] }),
      defaultTags: [
        {
          tags: {
            Service: SERVICE,
            Stage: props.stateScope,
            ManagedBy: 'cdktf',
            Repository: props.shared.repository,
          },
        },
      ],
    });
  }

  private configureBackend(props: ServiceStackProps): void {
    const backend = new S3Backend(this, {
      bucket: props.shared.stateBucketName,
      key: stateKey(props.stateScope),
      region: props.shared.stateRegion,
      encrypt: true,
      dynamodbTable: props.shared.stateLockTableName,
    });
    // cdktf has no property for it. Both locks, until Terraform drops the table's: docs/decisions/0020.
    backend.addOverride('use_lockfile', true);
  }
}
