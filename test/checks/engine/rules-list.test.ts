import { readdirSync, readFileSync } from 'fs';
import { basename, join } from 'path';
import { App, Stack } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import { InferenceProfile, InferenceProfileMetrics, InvocationLoggingMetrics } from '../../../src';
import { checkTemplates } from '../../../src/checks/check';
import { list, Rule, some } from '../../../src/checks/model/rule';
import { RULES } from '../../../src/checks/rules';

const CHECKS = join(__dirname, '..', '..', '..', 'src', 'checks');
const FILES = readdirSync(CHECKS, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
const RULE_FILES = FILES.filter((name) => name.startsWith('rules'));

/** The rules that a file defines. */
function definedIn(file: string): Rule[] {
  return Object.values(jest.requireActual<Record<string, unknown>>(join(CHECKS, file)))
    .filter((value): value is Rule => typeof value === 'object' && value !== null && 'id' in value && 'check' in value);
}

// Users acknowledge rules by their IDs, and a synth fails on errors: a change to this list breaks someone.
test('the IDs and severities of the rules', () => {
  expect(RULES.map(({ id, severity }) => `${severity} ${id}`).sort()).toEqual([
    'error denyNeverApplies',
    'error denyOnGlobalRegion',
    'error denyStopsEveryProfile',
    'error denyWithoutNull',
    'error destinationModelMissing',
    'error grantedProfileDenied',
    'error malformedBedrockArn',
    'error malformedProfileId',
    'error modelArnWithAccount',
    'error profileArnWithoutAccount',
    'error profileIdInModelArn',
    'error profileKeyOnProfile',
    'error profileMissing',
    'error regionlessModelMissing',
    'error requestedRegionExcludesUnspecified',
    'error requestedRegionNotARegion',
    'error resourceOwnerOnModel',
    'error ruleMissesInference',
    'error sourceRegionModelMissing',
    'error unknownAction',
    'error unknownConditionKey',
    'error unknownDimension',
    'error unknownMetric',
    'error unspecifiedOnProfile',
    'error wildcardInStringEquals',
    'info applicationProfileNotReadable',
    'info invokeActionMissing',
    'warning calledProfileNotAllowed',
    'warning denyLeaksThroughApplicationProfile',
    'warning denyLeavesStreaming',
    'warning enforcedGuardrailNotAllowed',
    'warning filterCountsTwice',
    'warning metricOfModelNotProfile',
    'warning modelNeedsProfile',
    'warning modelWithoutProfile',
    'warning profileNotOffered',
    'warning regionDenyBlocksCris',
    'warning trailMissesInference',
    'warning unreadableStatement',
    'warning wildcardModels',
  ]);
});

test('a list for people has each once, and counts the rest of many', () => {
  const of = (count: number) => Array.from({ length: count }, (_, index) => `v${index}`);
  expect([list(['a', 'b', 'a']), some(['a', 'b', 'a']), some([]), some(of(5)), some(of(6)), some(of(4), 2)]).toEqual(['a, b', 'a, b', '', 'v0, v1, v2, v3, v4', 'v0, v1, v2, v3 and 2 more', 'v0, v1 and 2 more']);
});

test('no ID is there twice', () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});

test('every rule that a file defines is in the list, and the list has no other', () => {
  expect(new Set(RULE_FILES.flatMap(definedIn))).toEqual(new Set(RULES));
});

test.each(RULES.map((rule) => [rule.id, rule] as const))('%s is told by its page, summary and what mends it', (id, { page, summary, symptom, cure, wrong, right }) => {
  expect(id).toMatch(/^[a-z]+([A-Z][a-z]*)*$/);
  expect(RULE_FILES.filter((name) => definedIn(name).some((rule) => rule.id === id)).map((name) => basename(name))).toHaveLength(1);
  expect(new URL(page)).toMatchObject({ protocol: 'https:', hostname: 'docs.aws.amazon.com', pathname: expect.stringMatching(/\.html$/) });
  // One sentence, without the period at its end.
  expect(summary).toMatch(/^[A-Z]/);
  expect(summary).not.toMatch(/[.!?](\s|$)|\n/);
  for (const text of [symptom, cure, wrong, right]) expect(text).toMatch(/^\S.*\S$/);
  expect(wrong).not.toBe(right);
});

test.each(FILES.filter((name) => name !== 'cris-checks.ts'))('%s loads nothing that is installed', (name) => {
  const imported = [...readFileSync(join(CHECKS, name), 'utf8').matchAll(/\b(?:from|import|require\(|import\() ?'([^']+)'/g)].map(([, target]) => target);
  // The package bundles it.
  const allowed = name === join('read', 'yaml.ts') ? ['fs', 'path', 'yaml'] : ['fs', 'path'];
  expect(imported.filter((target) => !target.startsWith('.') && !allowed.includes(target))).toEqual([]);
});

describe('the metrics that an alarm may watch', () => {
  // The names of two metrics in older versions of AWS's page, which alarms may still have: https://docs.aws.amazon.com/bedrock/latest/userguide/monitoring-runtime-metrics.html
  const FORMER = ['CacheReadInputTokens', 'CacheWriteInputTokens'];
  const stack = new Stack(new App(), 'Stack');
  const profile = InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0);

  /** The name of the metric that each method makes, apart from `metric`, which takes any name. */
  function offered(metrics: object): string[] {
    const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(metrics)).filter((name) => /^metric[A-Z]/.test(name));
    const of = metrics as Record<string, (...args: string[]) => { metricName: string }>;
    return methods.map((name) => of[name](...(name === 'metricOutputImageCount' ? ['1024x1024', '50'] : [])).metricName);
  }

  test('are those that this library offers, and former names', () => {
    const ours = [...offered(InferenceProfileMetrics.of(stack, profile)), ...offered(InvocationLoggingMetrics.of(stack))];
    expect(ours.length).toBeGreaterThan(15);
    const alarm = { Type: 'AWS::CloudWatch::Alarm', Properties: { Namespace: 'AWS/Bedrock', MetricName: 'NoSuchMetric' } };
    const [{ rule, remedy }] = checkTemplates([{ path: 'template.json', template: { Resources: { Alarm: alarm } } }]);
    expect(rule).toBe('unknownMetric');
    expect(remedy).toBe(`give one of ${[...ours, ...FORMER].sort().join(', ')}`);
  });
});
