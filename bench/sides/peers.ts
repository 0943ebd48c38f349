import { createRequire } from 'module';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Define } from '../side';

/**
 * What is used of the peers, which are not installed with the project: both have the same classes, because one of the packages grew out of the other.
 *
 * https://docs.aws.amazon.com/cdk/api/v2/docs/@aws-cdk_aws-bedrock-alpha.CrossRegionInferenceProfile.html
 */
interface CrossRegionModule {
  readonly BedrockFoundationModel: {
    fromCdkFoundationModelId(id: FoundationModelIdentifier, props: { readonly supportsCrossRegion: boolean }): unknown;
  };
  readonly CrossRegionInferenceProfile: {
    fromConfig(config: { readonly geoRegion: string; readonly model: unknown }): { grantInvoke(grantee: iam.IGrantable): iam.Grant };
  };
}

/** A peer as its README says: grants by `CrossRegionInferenceProfile.grantInvoke`. */
export function define(name: string): Define {
  const required = createRequire(__filename)(name) as CrossRegionModule | { readonly bedrock: CrossRegionModule };
  const { BedrockFoundationModel, CrossRegionInferenceProfile } = 'bedrock' in required ? required.bedrock : required;
  return {
    roles(stack, ids, profiles) {
      const granted = profiles.map(({ inferenceProfileId, foundationModelId }) => CrossRegionInferenceProfile.fromConfig({
        geoRegion: inferenceProfileId.split('.')[0],
        model: BedrockFoundationModel.fromCdkFoundationModelId(new FoundationModelIdentifier(foundationModelId), { supportsCrossRegion: true }),
      }));
      for (const id of ids) {
        const role = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
        for (const profile of granted) profile.grantInvoke(role);
      }
    },
  };
}
