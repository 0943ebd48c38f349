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
  /** The Regions that requests may be processed in. */
  readonly allowedRegions: string[];

  /**
   * The profiles whose calls from the Region of the stack are watched. A record of a stream's completion does not name its profile, so streams of the same
   * models are matched too.
   *
   * @default - every call to Amazon Bedrock in the Region of the stack
   */
  readonly inferenceProfiles?: IInferenceProfile[];

  /**
   * What receives a call that was processed elsewhere. More can be added with `rule.addTarget`.
   *
   * @default - none
   */
  readonly targets?: events.IRuleTarget[];
}

/**
 * An EventBridge rule for calls that were processed outside of an allow-list of Regions. It detects, after the fact; it does not prevent. A streamed
 * call may be reported twice, by its own record and by that of its completion.
 *
 * It throws for an empty or repeated list of Regions or profiles, for an application inference profile of another Region, and for more Regions or profiles
 * than an event pattern holds. It warns for more than an account takes by default.
 *
 * It needs an active trail with management events in the source Region, because EventBridge receives API calls through CloudTrail.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class ResidencyRule extends Construct {
  /** The rule. */
  public readonly rule: events.Rule;

  /** Creates the rule. The class says what throws. */
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
