import { createRequire } from 'module';
import type { Construct } from 'constructs';
import { crossRegionGrants, CrossRegionProfileModule } from './cross-region-profile';
import type { Define } from '../side';

interface GenerativeAiModule {
  readonly bedrock: CrossRegionProfileModule;
  readonly bedrockcwdashboard: {
    readonly BedrockCwDashboard: new (scope: Construct, id: string) => { addModelMonitoring(modelName: string, modelId: string): void };
  };
}

const { bedrock, bedrockcwdashboard } = createRequire(__filename)('@cdklabs/generative-ai-cdk-constructs') as GenerativeAiModule;

/** `@cdklabs/generative-ai-cdk-constructs`, as its README says. */
export const define: Define = {
  ...crossRegionGrants(bedrock),
  dashboard(stack, { inferenceProfileId }) {
    new bedrockcwdashboard.BedrockCwDashboard(stack, 'Dashboard').addModelMonitoring(inferenceProfileId, inferenceProfileId);
  },
};
