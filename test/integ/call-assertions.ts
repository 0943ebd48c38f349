import { ExpectedResult, IApiCall, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { Duration } from 'aws-cdk-lib';
import { BedrockCaller, CallLookup } from './bedrock-caller';
import { CrisTrailFilters, InferenceProfile } from '../../src';

// A new role is good for calls within a minute or so: https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency
const UNTIL_PERMITTED = { totalTimeout: Duration.minutes(5), interval: Duration.seconds(15) };
// CloudTrail delivers "within an average of about 5 minutes of an API call. This time is not guaranteed": https://docs.aws.amazon.com/awscloudtrail/latest/userguide/get-and-view-cloudtrail-log-files.html
const UNTIL_RECORDED = { totalTimeout: Duration.minutes(30), interval: Duration.minutes(1) };
// After that, a new metric may take 15 minutes to be listed: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html
const UNTIL_LISTED = { totalTimeout: Duration.minutes(45), interval: Duration.minutes(1) };

/** Assertions on calls that the role under test makes, in an account. */
export class CallAssertions {
  constructor(private readonly test: IntegTest) {}

  /** The call is answered, in whole or as a stream. */
  public answered(caller: BedrockCaller, profile: InferenceProfile, streaming = false): IApiCall {
    return this.call(caller, profile, streaming, { inferenceProfileId: profile.inferenceProfileId, answered: true });
  }

  /** The call is refused by IAM, and says why: `reason` is a part of the message that AWS documents. */
  public refused(caller: BedrockCaller, profile: InferenceProfile, reason: RefusalReason): IApiCall {
    return this.call(caller, profile, false, { answered: false, error: 'AccessDeniedException', message: Match.stringLikeRegexp(reason) });
  }

  /** The event history of CloudTrail has a call of the function through the profile. */
  public recorded(lookup: CallLookup, caller: BedrockCaller, profile: InferenceProfile, eventName = 'Converse'): IApiCall {
    return this.test.assertions.invokeFunction({
      functionName: lookup.functionName,
      payload: JSON.stringify({ eventName, functionName: caller.functionName }),
    }).expect(returned({ modelIds: Match.arrayWith([profile.inferenceProfileId]) })).waitForAssertions(UNTIL_RECORDED);
  }

  /** The filters have counted a call through the profile, re-routed or not: its record was delivered and matched. */
  public counted(filters: CrisTrailFilters, profile: InferenceProfile): IApiCall {
    // Of any Region: the name is the same.
    const names = [filters.metricRerouted(profile, 'us-east-1').metricName, filters.metricNotRerouted(profile).metricName];
    return this.test.assertions.awsApiCall('CloudWatch', 'listMetrics', {
      Namespace: filters.metricNamespace,
      Dimensions: [{ Name: 'SourceRegion' }, { Name: 'ModelId', Value: profile.inferenceProfileId }],
      RecentlyActive: 'PT3H',
    }).assertAtPath('Metrics.0.MetricName', ExpectedResult.stringLikeRegexp(`^(${names.join('|')})$`))
      .waitForAssertions(UNTIL_LISTED);
  }

  private call(caller: BedrockCaller, profile: InferenceProfile, streaming: boolean, expected: Record<string, unknown>): IApiCall {
    return this.test.assertions.invokeFunction({
      functionName: caller.functionName,
      payload: JSON.stringify({ inferenceProfileId: profile.inferenceProfileId, streaming }),
    }).expect(returned(expected)).waitForAssertions(UNTIL_PERMITTED);
  }
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export enum RefusalReason {
  EXPLICIT_DENY = 'with an explicit deny in an identity-based policy',
  NOT_ALLOWED = 'because no identity-based policy allows the bedrock:InvokeModel action',
}

function returned(payload: Record<string, unknown>): ExpectedResult {
  return ExpectedResult.objectLike({ Payload: Match.serializedJson(Match.objectLike(payload)) });
}
