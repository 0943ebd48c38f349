import { metricOfModelNotProfile, unknownDimension, unknownMetric } from './alarms';
import { applicationProfileNotReadable, calledProfileNotAllowed, enforcedGuardrailNotAllowed, modelNeedsProfile, profileNotOffered } from './callers';
import { profileKeyOnProfile, requestedRegionNotARegion, unknownAction, unknownConditionKey, unreadableStatement, unspecifiedOnProfile, wildcardInStringEquals } from './conditions';
import { grantedProfileDenied, regionDenyBlocksCris, resourceOwnerOnModel } from './denied-calls';
import { denyLeaksThroughApplicationProfile, denyLeavesStreaming, denyNeverApplies, denyOnGlobalRegion, denyStopsEveryProfile, denyWithoutNull } from './denies';
import { invokeActionMissing, modelWithoutProfile, profileMissing, wildcardModels } from './direct-calls';
import { destinationModelMissing, regionlessModelMissing, requestedRegionExcludesUnspecified, sourceRegionModelMissing } from './missing-models';
import { filterCountsTwice, ruleMissesInference, trailMissesInference } from './records';
import { malformedBedrockArn, malformedProfileId, modelArnWithAccount, profileArnWithoutAccount, profileIdInModelArn } from './slips';
import { Rule } from '../model/rule';

/** Every rule, in the order of the documentation: what is allowed, what is denied, who calls, what is recorded and watched. */
export const RULES: readonly Rule[] = [
  regionlessModelMissing, sourceRegionModelMissing, destinationModelMissing, profileMissing, requestedRegionExcludesUnspecified, requestedRegionNotARegion,
  profileIdInModelArn, malformedProfileId, malformedBedrockArn, profileArnWithoutAccount, modelArnWithAccount, profileKeyOnProfile, unspecifiedOnProfile,
  unknownConditionKey, unknownAction, unreadableStatement, invokeActionMissing, profileNotOffered, modelWithoutProfile, wildcardModels, wildcardInStringEquals,
  denyOnGlobalRegion, denyNeverApplies, denyLeaksThroughApplicationProfile, denyLeavesStreaming, denyWithoutNull, denyStopsEveryProfile,
  regionDenyBlocksCris, grantedProfileDenied, resourceOwnerOnModel, enforcedGuardrailNotAllowed,
  calledProfileNotAllowed, modelNeedsProfile, applicationProfileNotReadable,
  trailMissesInference, ruleMissesInference, filterCountsTwice,
  unknownMetric, unknownDimension, metricOfModelNotProfile,
];
