import { Outcome, outcomes } from './plugin-apps';
import { CrisChecks } from '../../src';
import { RULES } from '../../src/checks/rules';
import { onNewestCdk } from '../support/on-newest-cdk';

const FAULTY = 'Stack/Faulty/DefaultPolicy/Resource';
const IN_STAGE = 'Production/Europe/Service/InStage/DefaultPolicy/Resource';
const IN_NESTED = 'Production/Europe/Service/Nested/InNested/DefaultPolicy/Resource';
const onNewest = () => onNewestCdk<Outcome>('checks/plugin-outcomes.ts');
// The oldest that is supported, unless this is the run on the newest.
const inUse: [string, () => Outcome[], boolean] = ['the aws-cdk-lib in use', outcomes, process.env.CDK_LATEST !== undefined];

describe.each([inUse, ['the newest aws-cdk-lib', onNewest, true] as const])('on %s', (_name, run, newest) => {
  // Before 2.258 a synth that fails goes on to its end, and leaves the exit code.
  const failed = newest ? 'threw' : 'with an exit code';
  let all: ReadonlyMap<string, Outcome>;
  const of = (name: string) => all.get(name)!;

  beforeAll(() => {
    const before = process.exitCode;
    all = new Map(run().map((outcome) => [outcome.name, outcome]));
    expect(process.exitCode).toBe(before);
  }, 120_000);

  test('an error fails the synth, and names construct, rule and remedy', () => {
    const { ended, text } = of('error');
    expect(ended).toBe(failed);
    for (const part of [FAULTY, 'sourceRegionModelMissing', 'add what is missing to the policy']) expect(text).toContain(part);
  });

  test('a warning is reported, and does not fail the synth', () => {
    const { ended, text } = of('warning');
    expect(ended).toBe('well');
    for (const part of ['Stack/Wide/DefaultPolicy/Resource', 'wildcardModels']) expect(text).toContain(part);
  });

  test('the constructs of this library have no findings', () => {
    const { ended, text } = of('sound');
    expect(ended).toBe('well');
    expect(RULES.filter(({ id }) => text.includes(id))).toEqual([]);
  });

  test('stacks in stages, and nested ones, are checked, each once', () => {
    const { ended, text } = of('nested');
    expect(ended).toBe(failed);
    for (const path of [IN_STAGE, IN_NESTED]) expect(text.split('\n').filter((line) => line.includes(path) && !line.includes('└──'))).toHaveLength(1);
  });

  test('an acknowledged rule is silent, the others are not', () => {
    const [other, its] = [of('another rule acknowledged'), of('the rule acknowledged')];
    expect([other.ended, other.text.includes('sourceRegionModelMissing')]).toEqual([failed, true]);
    expect([its.ended, its.text.includes(FAULTY)]).toEqual(['well', false]);
  });

  test(newest ? 'what is acknowledged is silent below that construct only' : 'what is acknowledged anywhere is silent in the whole app', () => {
    const { ended, text } = of('acknowledged on another');
    expect(text).not.toContain('Stack/Acknowledged/');
    expect([ended, text.includes('Stack/Other/DefaultPolicy/Resource')]).toEqual(newest ? [failed, true] : ['well', false]);
  });

  test('what is acknowledged on a stage is silent in its stacks', () => {
    expect(of('acknowledged on the stage')).toMatchObject({ ended: 'well', text: expect.not.stringContaining('InStage') });
  });
});

test('the plugin has the name of the package, its version, and the IDs of the rules, each once', () => {
  const { name, version } = jest.requireActual<{ name: string; version: string }>('../../package.json');
  const checks = new CrisChecks();
  expect([checks.name, checks.version]).toEqual([name, version]);
  expect(checks.ruleIds).toEqual(RULES.map(({ id }) => id));
  expect(new Set(checks.ruleIds).size).toBe(RULES.length);
});
