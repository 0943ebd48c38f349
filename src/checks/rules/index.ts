import { applicationProfileNotReadable } from './application-profile-not-readable';
import { calledProfileNotAllowed } from './called-profile-not-allowed';
import { denyLeaksThroughApplicationProfile } from './deny-leaks-through-application-profile';
import { denyLeavesStreaming } from './deny-leaves-streaming';
import { denyNeverApplies } from './deny-never-applies';
import { denyOnGlobalRegion } from './deny-on-global-region';
import { denyStopsEveryProfile } from './deny-stops-every-profile';
import { denyWithoutNull } from './deny-without-null';
import { destinationModelMissing } from './destination-model-missing';
import { enforcedGuardrailNotAllowed } from './enforced-guardrail-not-allowed';
import { filterCountsTwice } from './filter-counts-twice';
import { grantedProfileDenied } from './granted-profile-denied';
import { invokeActionMissing } from './invoke-action-missing';

import { malformedBedrockArn } from './malformed-bedrock-arn';
import { malformedProfileId } from './malformed-profile-id';
import { metricOfModelNotProfile } from './metric-of-model-not-profile';
import { modelArnWithAccount } from './model-arn-with-account';
import { modelWithoutProfile } from './model-without-profile';
import { profileArnWithoutAccount } from './profile-arn-without-account';
import { profileIdInModelArn } from './profile-id-in-model-arn';
import { profileKeyOnProfile } from './profile-key-on-profile';
import { profileNotOffered } from './profile-not-offered';
import { regionDenyBlocksCris } from './region-deny-blocks-cris';
import { regionlessModelMissing } from './regionless-model-missing';
import { requestedRegionExcludesUnspecified } from './requested-region-excludes-unspecified';
import { requestedRegionNotARegion } from './requested-region-not-a-region';
import { resourceOwnerOnModel } from './resource-owner-on-model';
import { ruleMissesInference } from './rule-misses-inference';
import { sourceRegionModelMissing } from './source-region-model-missing';
import { trailMissesInference } from './trail-misses-inference';
import { unknownAction } from './unknown-action';
import { unknownConditionKey } from './unknown-condition-key';
import { unknownDimension } from './unknown-dimension';
import { unknownMetric } from './unknown-metric';
import { unreadableStatement } from './unreadable-statement';
import { unspecifiedOnProfile } from './unspecified-on-profile';
import { wildcardInStringEquals } from './wildcard-in-string-equals';
import { wildcardModels } from './wildcard-models';
import { Rule } from '../model/rule';

/** Every rule, in the order of the documentation: what is allowed, what is denied, who calls, what is recorded and watched. */
export const RULES: readonly Rule[] = [
  regionlessModelMissing, sourceRegionModelMissing, destinationModelMissing, requestedRegionExcludesUnspecified, requestedRegionNotARegion,
  profileIdInModelArn, malformedProfileId, malformedBedrockArn, profileArnWithoutAccount, modelArnWithAccount, profileKeyOnProfile, unspecifiedOnProfile,
  unknownConditionKey, unknownAction, unreadableStatement, invokeActionMissing, profileNotOffered, modelWithoutProfile, wildcardModels, wildcardInStringEquals,
  denyOnGlobalRegion, denyNeverApplies, denyLeaksThroughApplicationProfile, denyLeavesStreaming, denyWithoutNull, denyStopsEveryProfile,
  regionDenyBlocksCris, grantedProfileDenied, resourceOwnerOnModel, enforcedGuardrailNotAllowed,
  calledProfileNotAllowed, applicationProfileNotReadable,
  trailMissesInference, ruleMissesInference, filterCountsTwice,
  unknownMetric, unknownDimension, metricOfModelNotProfile,
];
