import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import { mockClient } from 'aws-sdk-client-mock';
import { invoked, passes } from './assertion-provider';
import { assertedCalls, INTEG_TESTS, recorded } from './integ-tests';

const tests = INTEG_TESTS.map((file) => {
  const resources = recorded(file).flatMap(({ body }) => Object.values(body.Resources));
  const calls = recorded(file).flatMap(({ body }) => assertedCalls(body));
  const profile = String(calls.find(({ payload }) => 'inferenceProfileId' in payload)!.payload.inferenceProfileId);
  return { file, resources, calls, profile };
});
const lookups = tests.flatMap(({ file, calls, profile }) => calls.filter(({ payload }) => 'eventName' in payload).map((call) => ({ file, profile, ...call })));
const counts = tests.flatMap(({ file, calls, profile, resources }) => calls.filter(({ api }) => api === 'listMetrics').map((call) => ({ file, profile, resources, ...call })));

test('each integration test looks for a trace of its calls: a record, or what a filter has counted', () => {
  expect(new Set([...lookups, ...counts].map(({ file }) => file))).toEqual(new Set(INTEG_TESTS));
});

test.each(lookups)('$file: $payload.eventName passes once the call of the function is recorded', async ({ profile, payload, expected }) => {
  const cloudTrail = mockClient(CloudTrailClient);
  const event = (functionName: string, modelId: string, errorCode?: string) => ({
    CloudTrailEvent: JSON.stringify({ userIdentity: { arn: `arn:aws:sts::111122223333:assumed-role/r/${functionName}` }, requestParameters: { modelId }, errorCode }),
  });
  const passed = async (...Events: object[]) => {
    cloudTrail.reset();
    cloudTrail.on(LookupEventsCommand).resolvesOnce({ Events: [], NextToken: 'more' }).resolves({ Events });
    return passes(expected, await invoked('lookup-calls.js', payload));
  };
  expect(await passed(event('Function', profile))).toBe(true);
  expect(cloudTrail.commandCalls(LookupEventsCommand)[0].args[0].input.LookupAttributes).toEqual([{ AttributeKey: 'EventName', AttributeValue: payload.eventName }]);
  expect(await passed()).toBe(false);
  expect(await passed(event('FurtherFunction', profile))).toBe(false);
  expect(await passed(event('Function', 'global.example.model-v1:0'))).toBe(false);
  expect(await passed(event('Function', profile, 'AccessDenied'))).toBe(false);
});

interface Transformation {
  readonly MetricName: string;
  readonly MetricNamespace: unknown;
  readonly Dimensions?: ReadonlyArray<{ readonly Key: string }>;
}

test.each(counts)('$file: asks for what its filters publish, and passes for the calls that they count', async ({ profile, payload, expected, resources }) => {
  const published = resources.filter(({ Type }) => Type === 'AWS::Logs::MetricFilter')
    .flatMap(({ Properties }) => (Properties as { MetricTransformations: Transformation[] }).MetricTransformations);
  const asked = JSON.parse(String(payload.Dimensions)) as { Name: string; Value?: string }[];
  const matching = published.filter(({ Dimensions = [] }) => asked.every(({ Name }) => Dimensions.some(({ Key }) => Key === Name)));

  expect(asked).toContainEqual({ Name: 'ModelId', Value: profile });
  expect(new Set(matching.map(({ MetricName }) => MetricName))).toEqual(new Set(['ReroutedInvocations', 'NotReroutedInvocations']));
  for (const { MetricName } of matching) expect(await passes(expected, MetricName)).toBe(true);
  for (const other of ['InvocationLoggingChanges', 'Invocations', undefined]) expect(await passes(expected, other)).toBe(false);

  // Where the namespace is known before the deployment, it is the one that is asked for.
  const [namespace] = new Set(published.map(({ MetricNamespace }) => JSON.stringify(MetricNamespace)));
  if (typeof payload.Namespace === 'string') expect(payload.Namespace).toBe(namespace);
  else expect(JSON.stringify(payload.Namespace)).toContain('ImportValue');
});
