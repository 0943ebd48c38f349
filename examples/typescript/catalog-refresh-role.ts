import { CfnOutput, Stack, StackProps } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { InferenceProfile, InferenceProfileGrants } from 'cdk-bedrock-cris';
import { Construct } from 'constructs';

/** Who may take the role. */
export interface CatalogRefreshRoleProps extends StackProps {
  /**
   * The repository as GitHub names it in the subject of its tokens. For one that was created after 2026-06 the IDs are part of it:
   * `owner@123456/name@456789`; for an older one it is `owner/name`. The OIDC settings of the repository show which.
   *
   * @see https://docs.github.com/en/actions/reference/security/oidc#immutable-subject-claims
   */
  readonly repository: string;
  /**
   * The branch whose workflows may take the role.
   *
   * @default 'main'
   */
  readonly branch?: string;
}

const ISSUER = 'token.actions.githubusercontent.com';
const AUDIENCE = 'sts.amazonaws.com';

/** The role of the workflow that refreshes a catalog of inference profiles: it lists and reads profiles, and calls no model. */
export class CatalogRefreshRoleStack extends Stack {
  readonly role: iam.Role;

  constructor(scope: Construct, id: string, props: CatalogRefreshRoleProps) {
    super(scope, id, props);

    // An account holds one provider for an issuer; where it exists, use iam.OidcProviderNative.fromOidcProviderArn.
    const github = new iam.OidcProviderNative(this, 'GitHub', { url: `https://${ISSUER}`, clientIds: [AUDIENCE] });
    this.role = new iam.Role(this, 'Role', {
      description: 'Lists the inference profiles of Amazon Bedrock in every Region, for GitHub Actions',
      assumedBy: new iam.OpenIdConnectPrincipal(github, {
        // Both, and neither with a wildcard: the audience alone would let every repository on GitHub in.
        StringEquals: {
          [`${ISSUER}:aud`]: AUDIENCE,
          [`${ISSUER}:sub`]: `repo:${props.repository}:ref:refs/heads/${props.branch ?? 'main'}`,
        },
      }),
    });

    // Listing has no resource type, so it is the same whatever profile is given; reading is for this one, to look into by hand.
    const grants = InferenceProfileGrants.of(this, [
      InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0),
    ]);
    grants.listInferenceProfiles(this.role);
    grants.getInferenceProfile(this.role);

    new CfnOutput(this, 'RoleArn', { value: this.role.roleArn, description: 'The variable CATALOG_ROLE_ARN of the repository' });
  }
}
