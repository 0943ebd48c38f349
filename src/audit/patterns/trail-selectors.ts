import { DATA_EVENT_CALLS, DATA_EVENT_RESOURCES } from '../../bedrock/cloudtrail';

/** An advanced event selector of a trail. */
export interface TrailSelector {
  readonly name: string;
  readonly fieldSelectors: readonly { readonly field: string; readonly equalTo?: string[]; readonly notEquals?: string[] }[];
}

/**
 * The event sources that a trail can leave out among management events, and there are no more of them. They are its noisiest.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/logging-management-events-with-cloudtrail.html
 */
export const EXCLUDABLE_EVENT_SOURCES = ['kms.amazonaws.com', 'rdsdata.amazonaws.com'];

/**
 * The narrowest selection of management events that includes inference. A trail cannot select Bedrock or a Region among management events. Both read and
 * write events are needed: inference is read-only, changes to its logging are not.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function managementEventSelector(excludedEventSources: readonly string[] = EXCLUDABLE_EVENT_SOURCES): TrailSelector {
  return {
    // As the console names it. Prowler's check of management events passes for this name only.
    name: 'Management events selector',
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Management'] },
      ...(excludedEventSources.length > 0 ? [{ field: 'eventSource', notEquals: [...excludedEventSources] }] : []),
    ],
  };
}

/**
 * Inference that is recorded as data events only. The names leave out the copies that a trail of Bedrock data events gets of every other call.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
 */
export function inferenceDataEventSelectors(): TrailSelector[] {
  return DATA_EVENT_RESOURCES.map((type) => ({
    name: `Asynchronous and bidirectional inference (${type})`,
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Data'] },
      { field: 'resources.type', equalTo: [type] },
      { field: 'eventName', equalTo: [...DATA_EVENT_CALLS] },
    ],
  }));
}
