import { Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { BenchedProfile, Define } from '../side';

/**
 * What is used of the peers, which are not installed with the project: both have the same classes, because one of the packages grew out of the other.
 *
 * https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_aws-bedrock-alpha.CrossRegionInferenceProfile.html
 */
export interface CrossRegionProfileModule {
  readonly BedrockFoundationModel: {
    fromCdkFoundationModelId(id: FoundationModelIdentifier, props: { readonly supportsCrossRegion: boolean }): unknown;
  };
  readonly CrossRegionInferenceProfile: {
    fromConfig(config: { readonly geoRegion: string; readonly model: unknown }): { grantInvoke(grantee: iam.IGrantable): iam.Grant };
  };
  /** The members of an enum. */
  readonly CrossRegionInferenceProfileRegion: Readonly<Record<string, string>>;
}

/** Grants by `CrossRegionInferenceProfile.grantInvoke`. */
export function crossRegionGrants({ BedrockFoundationModel, CrossRegionInferenceProfile, CrossRegionInferenceProfileRegion }: CrossRegionProfileModule): Define {
  return { roles, namesGlobal: (profile) => Object.values(CrossRegionInferenceProfileRegion).includes(scopeOf(profile)) };

  function roles(stack: Stack, ids: readonly string[], profiles: readonly BenchedProfile[]): void {
    const granted = profiles.map((profile) => CrossRegionInferenceProfile.fromConfig({
      geoRegion: scopeOf(profile),
      model: BedrockFoundationModel.fromCdkFoundationModelId(new FoundationModelIdentifier(profile.foundationModelId), { supportsCrossRegion: true }),
    }));
    for (const id of ids) {
      const role = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      for (const profile of granted) profile.grantInvoke(role);
    }
  }
}

function scopeOf({ inferenceProfileId }: BenchedProfile): string {
  return inferenceProfileId.slice(0, inferenceProfileId.indexOf('.'));
}
