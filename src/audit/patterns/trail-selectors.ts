import { DATA_EVENT_CALLS, DATA_EVENT_RESOURCES } from '../../bedrock/cloudtrail';

/** An advanced event selector of a trail. */
export interface TrailSelector {
  readonly name: string;
  readonly fieldSelectors: readonly { readonly field: string; readonly equalTo?: string[]; readonly notEquals?: string[] }[];
}

/**
 * The narrowest selection of management events that holds inference. A trail cannot select Bedrock or a Region among management events; it can
 * only leave out the two noisiest services. Both read and write events are needed: inference is read-only, changes to its logging are not.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedFieldSelector.html
 */
export function managementEventSelector(): TrailSelector {
  return {
    name: 'Management events without KMS and RDS Data',
    fieldSelectors: [
      { field: 'eventCategory', equalTo: ['Management'] },
      { field: 'eventSource', notEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] },
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
