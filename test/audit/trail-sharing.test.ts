import { App, NestedStack, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deployedTrail, DEPLOYMENT } from './deployed-trail';
import { CrisTrail } from '../../src/audit/trail';
import { resolveIntrinsics } from '../support/template-intrinsics';

const TRAIL = 'AWS::CloudTrail::Trail';

// Identity is compared outside of expect, which would print two whole construct trees.
describe('one trail in a stack', () => {
  test('shared() gives the same trail to every construct of a stack, defined on first use', () => {
    const stack = new Stack(new App(), 'Stack');
    const shared = CrisTrail.shared(new Construct(new Construct(stack, 'Outer'), 'Inner'));
    expect(CrisTrail.shared(stack) === shared).toBe(true);
    expect(CrisTrail.shared(new Construct(stack, 'Other')) === shared).toBe(true);
    expect(shared.node.path).toBe('Stack/CrisTrail');
    Template.fromStack(stack).resourceCountIs(TRAIL, 1);
  });

  test('shared() gives the trail that the user has defined first, wherever it is in the stack', () => {
    const stack = new Stack(new App(), 'Stack');
    const own = new CrisTrail(new Construct(stack, 'Audit'), 'Own', { dataEvents: true });
    expect(CrisTrail.shared(new Construct(stack, 'Workload')) === own).toBe(true);
    Template.fromStack(stack).resourceCountIs(TRAIL, 1);
  });

  test('each stack has its own, one of the same name in another app too', () => {
    const app = new App();
    const stacks = [new Stack(app, 'Stack'), new Stack(app, 'Other'), new Stack(new App(), 'Stack')];
    expect(new Set(stacks.map((scope) => CrisTrail.shared(scope))).size).toBe(3);
    stacks.forEach((scope) => Template.fromStack(scope).resourceCountIs(TRAIL, 1));
  });

  test('nested stacks share the trail of their outermost parent, whoever asks for it first', () => {
    const stack = new Stack(new App(), 'Stack');
    const nested = new NestedStack(stack, 'Nested');
    const innermost = new NestedStack(nested, 'Innermost');
    const shared = CrisTrail.shared(new Construct(innermost, 'Workload'));
    expect(shared.node.path).toBe('Stack/CrisTrail');
    expect([nested, stack, new NestedStack(stack, 'Sibling')].every((scope) => CrisTrail.shared(scope) === shared)).toBe(true);
    Template.fromStack(stack).resourceCountIs(TRAIL, 1);
    for (const scope of [nested, innermost]) Template.fromStack(scope).resourceCountIs(TRAIL, 0);
  });

  test('a trail that the user has defined in a nested stack is that of its parent, siblings and children too', () => {
    const stack = new Stack(new App(), 'Stack');
    const nested = new NestedStack(stack, 'Nested');
    const own = new CrisTrail(nested, 'Own');
    const scopes = [stack, new NestedStack(stack, 'Sibling'), new NestedStack(nested, 'Child')];
    expect(scopes.every((scope) => CrisTrail.shared(scope) === own)).toBe(true);
    Template.fromStack(nested).resourceCountIs(TRAIL, 1);
    Template.fromStack(stack).resourceCountIs(TRAIL, 0);
  });

  test.each<[string, (stack: Stack) => CrisTrail, string]>([
    ['one that the user has defined', (stack) => new CrisTrail(new Construct(stack, 'Audit'), 'First'), 'Stack/Audit/First'],
    ['the shared one', (stack) => CrisTrail.shared(stack), 'Stack/CrisTrail'],
    ['one in a nested stack', (stack) => new CrisTrail(new NestedStack(stack, 'Nested'), 'First'), 'Stack/Nested/First'],
  ])('a second one fails and names the first: %s', (_, defineFirst, path) => {
    const stack = new Stack(new App(), 'Stack');
    defineFirst(stack);
    for (const [scope, at] of [[stack, 'Stack'], [new NestedStack(stack, 'Another'), 'Stack/Another']] as const) {
      expect(() => new CrisTrail(scope, 'Second')).toThrow(expect.objectContaining({
        constructPath: `${at}/Second`,
        message: `CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and "${path}" is one;`
          + ' use it, or define this one before the first CrisWorkload',
      }));
    }
  });
});

describe('a trail that exists', () => {
  test('is its log group, and adds nothing to the stack', () => {
    const stack = new Stack(new App(), 'Stack');
    const logGroup = logs.LogGroup.fromLogGroupName(stack, 'Existing', 'organization-trail');
    expect(CrisTrail.fromLogGroup(stack, 'Trail', logGroup).logGroup === logGroup).toBe(true);
    Template.fromStack(stack).templateMatches({ Resources: Match.absent() });
  });

  test('may be one of several, and is not the trail of the stack', () => {
    const stack = new Stack(new App(), 'Stack');
    for (const name of ['one', 'two']) CrisTrail.fromLogGroup(stack, name, logs.LogGroup.fromLogGroupName(stack, `${name}Logs`, name));
    expect(CrisTrail.shared(stack).node.path).toBe('Stack/CrisTrail');
    Template.fromStack(stack).resourceCountIs(TRAIL, 1);
  });
});

test('no trail is one value, and has no log group', () => {
  expect(CrisTrail.none()).toBe(CrisTrail.none());
  expect(() => CrisTrail.none().logGroup).toThrow(new Error('trail: CrisTrail.none() has no log group to filter; give a CrisTrail or CrisTrail.fromLogGroup'));
});

describe('the name of a trail', () => {
  // Letters, digits, periods, underscores and hyphens; no two of the latter three in a row; 3 to 128 characters.
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
  const VALID = /^(?=.{3,128}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/;
  const nameOf = (stackName: string, id: string, parentId?: string) => {
    const stack = new Stack(new App(), 'Stack', { stackName });
    new CrisTrail(parentId === undefined ? stack : new Construct(stack, parentId), id);
    return String(Object.values(Template.fromStack(stack).findResources(TRAIL))[0].Properties.TrailName);
  };

  test.each([
    ['the ID Default', 'Stack', 'Default'],
    ['hyphens and other characters', 'a-b--c-', '_Trail.x y-'],
    ['a long stack name', 's'.repeat(128), 'Trail'],
    ['a long ID', 'S', 'i'.repeat(200)],
  ])('is one that CloudTrail takes: %s', (_, stackName, id) => {
    expect(nameOf(stackName, id)).toMatch(VALID);
  });

  // A name of more than 128 characters loses its middle, and both cuts can be at a separator.
  test('has no two hyphens in a row where a long one is cut', () => {
    expect(nameOf('s'.repeat(59), 'i'.repeat(58), 'Parent')).toMatch(VALID);
  });

  test('is another one for the same trail in a stack of another name', () => {
    expect(nameOf('One', 'Trail')).not.toBe(nameOf('Two', 'Trail'));
  });

  test('is known before deployment, so that the ARN of the trail is', () => {
    const { stack, trail, template, trailArn } = deployedTrail();
    expect(resolveIntrinsics(stack.resolve(trail.trailArn), template.toJSON(), DEPLOYMENT)).toBe(trailArn);
  });
});

test('a stack without env needs pseudo parameters, but no mappings, conditions or parameters of its own', () => {
  const { Parameters, Rules, Resources, ...others } = deployedTrail().template.toJSON();
  expect(others).toEqual({});
  expect(Object.keys(Parameters as object)).toEqual(['BootstrapVersion']);
});
