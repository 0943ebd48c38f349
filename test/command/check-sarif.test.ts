import Ajv from 'ajv';
import { command, commandWith, Workspace } from './command-run';
import { shortForms } from './short-forms';
import { RULES } from '../../src/checks/rules';
import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from '../checks/corpus/template-parts';
import { inlineRole } from '../checks/corpus/template-resources';

interface Sarif {
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly help: { readonly text: string } }[] } };
    readonly results: readonly Result[];
    readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly message: { readonly text: string } }[] }];
  }];
}

interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly [{
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string };
      readonly region: { readonly startLine: number; readonly startColumn: number };
    };
    readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[];
  }];
  readonly partialFingerprints: Record<string, string>;
  readonly suppressions?: readonly { readonly justification: string }[];
}

const workspace = new Workspace();
const statement = allow(BOTH, literal.profile(`global.${OPUS_5}`, 'eu-west-1'));
const wildcards = document(allow(BOTH, '*'));
const isValid = new Ajv({ schemaId: 'auto', meta: false }).addMetaSchema(jest.requireActual<object>('ajv/lib/refs/json-schema-draft-04.json')).compile(jest.requireActual<object>('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json'));
const root = process.cwd();

beforeAll(() => process.chdir(workspace.folder));
afterAll(() => process.chdir(root));

async function sarif(...args: string[]): Promise<{ readonly code: number; readonly log: Sarif; readonly results: readonly Result[] }> {
  const { code, out } = await command('check', '--format', 'sarif', ...args);
  const log = JSON.parse(out) as Sarif;
  expect([isValid(log), isValid.errors]).toEqual([true, null]);
  return { code, log, results: log.runs[0].results };
}

test('control: the schema refuses what is no SARIF', () => {
  for (const log of [{}, { version: '2.1.0', runs: [{}] }, { version: '2.1.0', runs: [{ tool: { driver: { name: 'x' } }, results: [{ level: 'error' }] }] }]) expect(isValid(log)).toBe(false);
});

test('each finding has its rule, level, file, line and column', async () => {
  workspace.write('policies/my policy.json', JSON.stringify(document(statement), undefined, 2));
  workspace.write('stacks/stack.yaml', shortForms(template({ Role: { ...inlineRole('lambda.amazonaws.com', globalStatements(OPUS_5, hand).slice(0, 1)), Metadata: { 'aws:cdk:path': 'Stack/Role/Resource' } } })));
  workspace.write('wild.json', wildcards);
  const { code, log, results } = await sarif('--region', 'eu-west-1', '.');
  expect([code, [...new Set(results.map(({ level }) => level))].sort()]).toEqual([1, ['error', 'warning']]);
  const { rules } = log.runs[0].tool.driver;
  expect(rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  for (const { ruleId, ruleIndex, message } of results) expect([rules[ruleIndex].id, message.text]).toEqual([ruleId, expect.stringContaining('Remedy: ')]);
  const places = results.map(({ locations: [{ physicalLocation: { artifactLocation, region } }] }) => `${artifactLocation.uriBaseId} ${artifactLocation.uri}:${region.startLine}:${region.startColumn}`);
  expect([...new Set(places)]).toEqual(['%SRCROOT% policies/my%20policy.json:4:5', '%SRCROOT% stacks/stack.yaml:18:17', '%SRCROOT% wild.json:1:38']);
  const inStack = results.find(({ locations: [{ physicalLocation }] }) => physicalLocation.artifactLocation.uri.endsWith('.yaml'))!;
  expect(inStack.locations[0].logicalLocations!.map(({ fullyQualifiedName }) => fullyQualifiedName)).toEqual(['Stack/Role/Resource', 'Role']);
});

test('a clean run is a log too, and standard input has a place', async () => {
  workspace.write('clean.json', document(allow('s3:GetObject', '*')));
  expect(await sarif('clean.json')).toMatchObject({ code: 0, results: [] });
  const { out } = await commandWith({ input: () => Buffer.from(JSON.stringify(document(statement))) }, 'check', '--format', 'sarif', '-');
  const log = JSON.parse(out) as Sarif;
  expect([isValid(log), log.runs[0].results[0].locations[0].physicalLocation.artifactLocation]).toEqual([true, { uri: 'stdin' }]);
});

test('a finding is the same when lines move, and another where it is another', async () => {
  const prints = async (text: string) => {
    workspace.write('moved.json', text);
    return (await sarif('moved.json')).results.map(({ partialFingerprints }) => Object.values(partialFingerprints).join());
  };
  const slip = (Sid: string) => ({ Sid, ...allow('bedrock:Converse', '*') });
  const before = await prints(JSON.stringify(document({ Sid: 'Call', ...statement }, slip('Slip'))));
  expect(before.length).toBeGreaterThan(0);
  expect(new Set(before).size).toBe(before.length);
  expect(await prints(JSON.stringify(document(allow('s3:GetObject', '*'), { Sid: 'Call', ...statement }, slip('Slip')), undefined, 4))).toEqual(before);
  const others = await prints(JSON.stringify(document({ Sid: 'Other', ...statement }, slip('OtherSlip'))));
  expect(others.filter((print) => before.includes(print))).toEqual([]);
});

test('what is ignored is there, as suppressed', async () => {
  workspace.write('wild.json', wildcards);
  const { results } = await sarif('--ignore-file', workspace.write('ignores', 'wildcardModels # a playground'), 'wild.json');
  expect(results.map(({ ruleId, suppressions }) => [ruleId, suppressions])).toEqual([['wildcardModels', [expect.objectContaining({ kind: 'external', status: 'accepted', justification: 'a playground' })]]]);
});

test('what could not be read, or was not understood, is a notification', async () => {
  workspace.write('some/broken.json', '{"Statement": [');
  workspace.write('some/macro.yaml', 'Transform: Ours\nResources:\n  A: {Type: AWS::SNS::Topic}\n');
  const { code, log: { runs: [{ invocations: [{ executionSuccessful, toolExecutionNotifications }] }] } } = await sarif('some');
  expect([code, executionSuccessful, toolExecutionNotifications.map(({ message }) => message.text)]).toEqual([2, false, [expect.stringMatching(/^some\/broken\.json: /), expect.stringContaining('the macro Ours')]]);
});
