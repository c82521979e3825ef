import { IamOpenidConnectProvider } from '@cdktf/provider-aws/lib/iam-openid-connect-provider';
import { Construct } from 'constructs';

/**
 * Lets this account recognize GitHub's workflows. One account has one of it, whatever the number of
 * repositories: which of them may do something is said by each role.
 */
export class GithubIdentity extends Construct {
  /** Who issues the tokens, as in condition keys. */
  static readonly ISSUER = 'token.actions.githubusercontent.com';
  /** Whom the tokens are for: what aws-actions/configure-aws-credentials asks GitHub for. */
  static readonly AUDIENCE = 'sts.amazonaws.com';

  readonly provider: IamOpenidConnectProvider;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.provider = new IamOpenidConnectProvider(this, 'provider', {
      url: `https://${GithubIdentity.ISSUER}`,
      clientIdList: [GithubIdentity.AUDIENCE],
      // No thumbprints: AWS checks GitHub's certificate against its own root authorities.
      // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html
      // One that was there before is taken over as it is: others may need its audiences and tags.
      lifecycle: { ignoreChanges: ['client_id_list', 'tags', 'tags_all', 'thumbprint_list'] },
    });
  }
}
