import { readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { App, Errors, Stack } from 'aws-cdk-lib';
import * as ts from 'typescript';
import {
  ApplicationInferenceProfile, ApplicationInferenceProfileSource, AuditSource, CrisAlarms, CrisPermissionsBoundary, CrisTrailFilters, CrisWorkload, ExplicitDeny, Geography,
  InferenceProfile, InferenceProfileGrants, InferenceQuota, InvocationLogging, RequiredGuardrail, ResidencyRule, ServiceControlPolicyContent,
} from '../../src';

const profile = InferenceProfile.fromInferenceProfileId('global.anthropic.claude-opus-5');
const inferenceProfiles = [profile];
const modelSource = ApplicationInferenceProfileSource.inferenceProfile(profile);

/** What is thrown. */
function thrownBy(act: (stack: Stack) => unknown): Error & { readonly constructPath?: string } {
  const stack = new Stack(new App(), 'Stack', { env: { region: 'eu-west-1', account: '111122223333' } });
  try {
    act(stack);
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

const SCOPED: [prop: string, constructPath: string, act: (stack: Stack) => unknown][] = [
  ['inferenceProfiles', 'Stack', (stack) => InferenceProfileGrants.of(stack, [])],
  ['inferenceProfileArn', 'Stack', (stack) => ApplicationInferenceProfile.fromApplicationInferenceProfileAttributes(stack, 'X', { inferenceProfileArn: 'x', modelSource })],
  ['costTags', 'Stack/X', (stack) => new CrisWorkload(stack, 'X', { inferenceProfiles, costTags: {} })],
  ['throttles.threshold', 'Stack/X', (stack) => new CrisAlarms(stack, 'X', { inferenceProfile: inferenceProfiles[0], throttles: { threshold: -1 } })],
  ['tokensPerMinute', 'Stack/X', (stack) => new InferenceQuota(stack, 'X', { inferenceProfile: profile })],
  ['sourceRegions', 'Stack/X', (stack) => new CrisPermissionsBoundary(stack, 'X', { inferenceProfiles, sourceRegions: ['Ireland'] })],
  ['allowedRegions', 'Stack/X', (stack) => new ResidencyRule(stack, 'X', { allowedRegions: [] })],
  ['metricNamespace', 'Stack/X', (stack) => new CrisTrailFilters(stack, 'X', { audit: AuditSource.eventBridge(), metricNamespace: '' })],
  ['bucketPrefix', 'Stack/X', (stack) => new InvocationLogging(stack, 'X', { bucketPrefix: '/' })],
];

const UNSCOPED: [prop: string, act: () => unknown][] = [
  ['inferenceProfileId', () => InferenceProfile.fromInferenceProfileId('')],
  ['model', () => InferenceProfile.globalProfile({ modelId: '' })],
  ['prefix', () => Geography.of('global')],
  ['destinationRegions', () => InferenceProfile.geographicProfile(Geography.EU, { modelId: 'amazon.nova-lite-v1:0' }, { destinationRegions: [] })],
  ['ExplicitDeny.outsideProfiles', () => ExplicitDeny.outsideProfiles([])],
  ['logGroup', () => AuditSource.logGroup(undefined as never)],
  ['guardrailArn', () => RequiredGuardrail.draft('x')],
  ['exemptPrincipalArns', () => ServiceControlPolicyContent.deny(ExplicitDeny.mantle(), { exemptPrincipalArns: ['x'] })],
];

test.each(SCOPED)('%s: an error of CDK, which knows the path %s', (prop, constructPath, act) => {
  const error = thrownBy(act);
  expect(Errors.isValidationError(error)).toBe(true);
  expect(error).toMatchObject({ name: 'BedrockCrisInput', constructPath, message: expect.stringMatching(`^${prop}: `) });
});

test.each(UNSCOPED)('%s: an error of CDK, without a construct', (prop, act) => {
  const error = thrownBy(act);
  expect(Errors.isValidationError(error)).toBe(true);
  expect(error).toMatchObject({ name: 'BedrockCrisInput', message: expect.stringMatching(`^${prop}: `) });
  expect(error.constructPath).toBeUndefined();
});

test('an error of something else is none', () => {
  expect(Errors.isValidationError(thrownBy(() => { throw new TypeError('x'); }))).toBe(false);
});

describe('every text in the source', () => {
  const SOURCE = join(__dirname, '..', '..', 'src');
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts') && !/^(checks|command)\//.test(name));
  const parsed = (name: string) => ts.createSourceFile(name, readFileSync(join(SOURCE, name), 'utf8'), ts.ScriptTarget.Latest, true);
  const texts = files.flatMap((name) => textsOf(parsed(name), 'fail', 0));

  test('is found', () => {
    expect(texts.length).toBeGreaterThan(60);
  });

  // What a text ends with where it does not say what to do itself.
  test.each(files.flatMap((name) => textsOf(parsed(name), 'checkForm', 4)).filter((text) => text !== '…').map((text) => [text]))('and so does a rule: %s', (text) => {
    expect(text).toMatch(/^[^.].*; .*[^.]$/s);
  });

  test.each(texts.map((text) => [text]))('names its prop first, tells what to do, and does not end in a period: %s', (text) => {
    expect(text).toMatch(/^[a-zA-Z.…]+: .*(;.*[^.]| …)$/s);
  });
});

/** The texts that a file gives a function as one of its arguments, with … for what is only known when it runs. */
function textsOf(file: ts.SourceFile, name: string, argument: number): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && node.expression.getText() === name) found.push(...textsOfExpression(node.arguments[argument], file));
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** More than one where a part depends on something. */
function textsOfExpression(node: ts.Expression, file: ts.SourceFile): string[] {
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isParenthesizedExpression(node)) return textsOfExpression(node.expression, file);
  if (ts.isConditionalExpression(node)) return [node.whenTrue, node.whenFalse].flatMap((part) => textsOfExpression(part, file));
  if (ts.isBinaryExpression(node)) return joined(textsOfExpression(node.left, file), textsOfExpression(node.right, file));
  if (ts.isTemplateExpression(node)) {
    return node.templateSpans.reduce((begun, { expression, literal }) => joined(begun, joined(textsOfExpression(expression, file), [literal.text])), [node.head.text]);
  }
  return ts.isCallExpression(node) && /Text$/.test(node.expression.getText()) ? textsOfFunction(node.expression.getText(), file) : ['…'];
}

/** Each text with each that may follow it. */
function joined(beginnings: string[], ends: string[]): string[] {
  return beginnings.flatMap((beginning) => ends.map((end) => beginning + end));
}

function textsOfFunction(name: string, file: ts.SourceFile): string[] {
  const declared = file.statements.filter(ts.isFunctionDeclaration).find((statement) => statement.name?.text === name);
  const returned = declared?.body?.statements.filter(ts.isReturnStatement) ?? [];
  return returned.length === 0 ? ['…'] : returned.flatMap(({ expression }) => textsOfExpression(expression!, file));
}
