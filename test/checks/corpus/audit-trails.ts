import { CorpusCase, Json } from './corpus-case';
import { allow, globalStatements, OPUS_5, template } from './template-parts';
import { cdkRole } from './template-resources';

const INFERENCE = cdkRole('Worker', 'ecs-tasks.amazonaws.com', globalStatements(OPUS_5));
const OTHER_WORK = cdkRole('Worker', 'ecs-tasks.amazonaws.com', [allow('s3:GetObject', '*')]);

function trail(selectors: Json): Json {
  return { Type: 'AWS::CloudTrail::Trail', Properties: { IsLogging: true, S3BucketName: 'records', IsMultiRegionTrail: true, IncludeGlobalServiceEvents: true, ...selectors } };
}

const basic = (ReadWriteType: unknown): Json => trail({ EventSelectors: [{ ReadWriteType, IncludeManagementEvents: true }] });
const advanced = (...fields: Array<[field: string, ...values: string[]]>): Json => trail({
  AdvancedEventSelectors: [{ Name: 'management', FieldSelectors: fields.map(([Field, ...Equals]) => ({ Field, Equals })) }],
});
const MANAGEMENT: [string, string] = ['eventCategory', 'Management'];

/**
 * Inference is recorded as read-only management events, which a trail of write events does not have.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/logging-using-cloudtrail.html
 */
export const TRAIL_CASES: readonly CorpusCase[] = [
  { name: 'the only trail records write events', templates: [template({ ...INFERENCE, Trail: basic('WriteOnly') })], expected: [['trailMissesInference', 'warning', 'Trail']] },
  {
    name: 'the only trail selects what is not read-only',
    templates: [template({ ...INFERENCE, Trail: advanced(MANAGEMENT, ['readOnly', 'false']) })],
    expected: [['trailMissesInference', 'warning', 'Trail']],
    mended: [template({ ...INFERENCE, Trail: advanced(MANAGEMENT) })],
  },
  {
    name: 'the trail is in another stack than the workload',
    templates: [template(INFERENCE), template({ Trail: basic('WriteOnly') })],
    expected: [['trailMissesInference', 'warning', 'Trail']],
    mended: [template(INFERENCE), template({ Trail: basic('All') })],
  },
  {
    name: 'beside one of write events, a trail of data events alone',
    templates: [template({ ...INFERENCE, Trail: basic('WriteOnly'), Data: advanced(['eventCategory', 'Data']), Old: trail({ EventSelectors: [{ IncludeManagementEvents: false, ReadWriteType: 'All' }] }) })],
    expected: [['trailMissesInference', 'warning', 'Trail']],
  },
  { name: 'a trail of data events alone is not meant for calls', templates: [template({ ...INFERENCE, Trail: advanced(['eventCategory', 'Data'], ['readOnly', 'false']) })], expected: [] },
  { name: 'a field selector that asks for nothing', templates: [template({ ...INFERENCE, Trail: advanced(MANAGEMENT, ['readOnly']) })], expected: [] },
  { name: 'a selector from a parameter', templates: [template({ ...INFERENCE, Trail: trail({ EventSelectors: [{ ReadWriteType: 'WriteOnly' }, { Ref: 'Selector' }] }) })], expected: [] },
  { name: 'a trail without selectors records every management event', templates: [template({ ...INFERENCE, Trail: trail({}) })], expected: [] },
  { name: 'a trail of reads is enough', templates: [template({ ...INFERENCE, Trail: basic('ReadOnly') })], expected: [] },
  { name: 'a second trail records everything', templates: [template({ ...INFERENCE, Trail: basic('WriteOnly'), Security: basic('All') })], expected: [] },
  {
    name: 'a second selector records the rest',
    templates: [template({
      ...INFERENCE,
      Trail: trail({
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, { Field: 'readOnly', Equals: ['false'] }] },
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, { Field: 'readOnly', Equals: ['true'] }] },
        ],
      }),
    })],
    expected: [],
  },
  {
    name: 'without the events of keys',
    templates: [template({
      ...INFERENCE,
      Trail: trail({
        AdvancedEventSelectors: [
          { FieldSelectors: [{ Field: 'eventCategory', Equals: ['Management'] }, { Field: 'eventSource', NotEquals: ['kms.amazonaws.com', 'rdsdata.amazonaws.com'] }] },
        ],
      }),
    })],
    expected: [],
  },
  { name: 'no workload calls Bedrock', templates: [template({ ...OTHER_WORK, Trail: basic('WriteOnly') })], expected: [] },
  {
    name: 'what is recorded comes from a parameter',
    templates: [template({ ...INFERENCE, Trail: basic({ Ref: 'Recorded' }) }, { Parameters: { Recorded: { Type: 'String', Default: 'WriteOnly' } } })],
    expected: [],
  },
  { name: 'no trail at all: the account has one of its own', templates: [template(INFERENCE)], expected: [] },
];
