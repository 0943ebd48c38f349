import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { BenchedProfile, Define } from '../side';

/** The statements that one profile takes, written by hand. https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html */
export function allowProfile(role: iam.Role, { inferenceProfileId, foundationModelId, destinationRegions }: BenchedProfile): void {
  const { partition, region, account } = Stack.of(role);
  const profileArn = `arn:${partition}:bedrock:${region}:${account}:inference-profile/${inferenceProfileId}`;
  const modelArn = (modelRegion: string) => `arn:${partition}:bedrock:${modelRegion}::foundation-model/${foundationModelId}`;
  const allow = (resources: string[], condition: Record<string, string>) => role.addToPolicy(new iam.PolicyStatement({
    actions: ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'],
    resources,
    conditions: { StringEquals: condition },
  }));

  allow([profileArn], { 'aws:RequestedRegion': region });
  if (destinationRegions) {
    allow([...new Set([region, ...destinationRegions])].map(modelArn), { 'bedrock:InferenceProfileArn': profileArn });
  } else {
    allow([modelArn(region)], { 'aws:RequestedRegion': region, 'bedrock:InferenceProfileArn': profileArn });
    allow([modelArn('')], { 'aws:RequestedRegion': 'unspecified', 'bedrock:InferenceProfileArn': profileArn });
  }
}

/** Roles alone, which need less of aws-cdk-lib than workloads do. */
export const define: Define = {
  roles(stack, ids, profiles) {
    for (const id of ids) {
      const role = new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
      for (const profile of profiles) allowProfile(role, profile);
    }
  },
};
