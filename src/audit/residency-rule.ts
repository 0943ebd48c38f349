import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { MAX_PATTERN_LENGTH, processedOutsidePattern, STATE_WITH_READ_ONLY_EVENTS } from './patterns/residency-event';
import { fail, messages } from '../private/messages';
import { validateRegions } from '../private/source-of';
import { IInferenceProfile } from '../profile/inference-profile';
import { checkDistinct } from '../profile/source-check';

/**
 * Properties of a residency rule.
 */
export interface ResidencyRuleProps {
  /** The Regions that requests may be processed in. */
  readonly allowedRegions: string[];

  /**
   * The profiles whose calls are watched.
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
 * An EventBridge rule for calls that were processed outside of an allow-list of Regions. It detects, after the fact; it does not prevent.
 *
 * It needs an active trail with management events in the source Region, because EventBridge receives API calls through CloudTrail.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class ResidencyRule extends Construct {
  /** The rule. */
  public readonly rule: events.Rule;

  /**
   * Throws for an empty or repeated list of Regions or profiles, and for more of them than an event pattern holds.
   */
  constructor(scope: Construct, id: string, props: ResidencyRuleProps) {
    super(scope, id);
    validateRegions(this, 'allowedRegions', props.allowedRegions, 'give the Regions that requests may be processed in');
    if (props.inferenceProfiles !== undefined) checkDistinct(this, props.inferenceProfiles);

    const pattern = processedOutsidePattern(props.allowedRegions, props.inferenceProfiles?.map((profile) => profile.inferenceProfileId));
    if (JSON.stringify(pattern).length > MAX_PATTERN_LENGTH) fail(messages.patternTooLong(JSON.stringify(pattern).length, MAX_PATTERN_LENGTH), this);
    this.rule = new events.Rule(this, 'Resource', {
      description: 'Amazon Bedrock requests that were processed outside of the allowed Regions',
      eventPattern: { source: pattern.source, detailType: pattern.detailType, detail: pattern.detail },
      targets: props.targets,
    });
    // The L2 has no state besides ENABLED and DISABLED.
    (this.rule.node.defaultChild as events.CfnRule).state = STATE_WITH_READ_ONLY_EVENTS;
  }
}
