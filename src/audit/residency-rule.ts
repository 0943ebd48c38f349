import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { DEFAULT_PATTERN_QUOTA, MAX_PATTERN_LENGTH, patternLength, processedOutsidePattern } from './patterns/residency-event';
import { STATE_WITH_READ_ONLY_EVENTS } from '../bedrock/cloudtrail';
import { fail, warn, WARNING_IDS } from '../private/errors';
import { checkShape, having, listOf, PROFILE, TEXT } from '../private/shape';
import { sourcesOf, validateRegions } from '../private/source';
import { checkCalled, checkDistinct, warnOfUnknownRegions } from '../profile/callable-from';
import { IInferenceProfile } from '../profile/inference-profile';

/**
 * Properties of a residency rule.
 */
export interface ResidencyRuleProps {
  /** The Regions that may process calls. */
  readonly allowedRegions: string[];

  /**
   * The inference profiles whose calls from the Region of the stack are watched.
   *
   * The record of a completed stream does not name its profile, so streams of the same models through other profiles match too.
   *
   * @default - every call to Amazon Bedrock in the Region of the stack
   */
  readonly inferenceProfiles?: IInferenceProfile[];

  /**
   * The targets that receive the record of a call that was processed elsewhere.
   *
   * Add more with `rule.addTarget`.
   *
   * @default - none
   */
  readonly targets?: events.IRuleTarget[];
}

/**
 * An EventBridge rule for calls that were processed outside of a list of Regions.
 *
 * It notifies you minutes after the call. It does not prevent the call: an `ExplicitDeny` does. A streamed call may be reported twice, by its own
 * record and by that of its completion. The rule is free; its targets may cost.
 *
 * It needs an active trail with management events in the source Region, because EventBridge receives API calls through CloudTrail.
 *
 * Throws for an empty or repeated list of Regions or profiles, for an application inference profile of another Region, and for more Regions or
 * profiles than an event pattern allows. Warns for a pattern that is longer than an account takes by default.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 *
 * @example
 * const alerts = new sns.Topic(this, 'Alerts');
 * new ResidencyRule(this, 'Residency', {
 *   allowedRegions: ['eu-west-1', 'eu-central-1', 'eu-north-1'],
 *   targets: [new targets.SnsTopic(alerts)],
 * });
 */
export class ResidencyRule extends Construct {
  /** The rule, for further targets. */
  public readonly rule: events.Rule;

  /** Defines the rule. */
  constructor(scope: Construct, id: string, props: ResidencyRuleProps) {
    super(scope, id);
    checkShape(this, props, { 'allowedRegions': listOf(TEXT), 'inferenceProfiles?': listOf(PROFILE), 'targets?': listOf(having('a target of a rule, like new SnsTopic(topic)', 'bind')) });
    validateRegions('allowedRegions', props.allowedRegions, 'give the Regions that requests may be processed in', this);
    warnOfUnknownRegions(this, 'allowedRegions', props.allowedRegions);
    if (props.inferenceProfiles !== undefined) {
      checkDistinct(this, props.inferenceProfiles);
      checkCalled(this, props.inferenceProfiles, sourcesOf(this));
    }

    const pattern = processedOutsidePattern(props.allowedRegions, props.inferenceProfiles?.map(({ inferenceProfileId, foundationModelId }) => (
      { modelId: inferenceProfileId, foundationModelId }
    )));
    const length = patternLength(pattern);
    if (length > MAX_PATTERN_LENGTH) fail(`inferenceProfiles: the event pattern has ${length} characters, and a rule holds ${MAX_PATTERN_LENGTH}; give fewer profiles or allowedRegions, or define several ResidencyRule`, this);
    if (length > DEFAULT_PATTERN_QUOTA) {
      warn(this, WARNING_IDS.eventPatternOverQuota,
        `the event pattern has ${length} characters, and an account holds ${DEFAULT_PATTERN_QUOTA} unless its quota was raised; give fewer profiles or allowedRegions, or raise the quota`);
    }
    this.rule = new events.Rule(this, 'Resource', {
      description: 'Amazon Bedrock requests that were processed outside of the allowed Regions',
      eventPattern: { source: pattern.source, detailType: pattern.detailType, detail: pattern.detail },
      targets: props.targets,
    });
    // The L2 has no state besides ENABLED and DISABLED.
    (this.rule.node.defaultChild as events.CfnRule).state = STATE_WITH_READ_ONLY_EVENTS;
  }
}
