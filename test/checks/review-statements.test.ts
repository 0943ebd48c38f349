import { allow, BOTH, document, globalStatements, hand, literal, OPUS_5, template } from './corpus/template-parts';
import { inlineRole } from './corpus/template-resources';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';
import { allows } from '../support/iam-evaluator';

const arns = { profile: (id: string) => literal.profile(id, 'eu-west-1'), model: (id: string) => literal.model(id, 'eu-west-1'), regionless: literal.regionless };
const sound = globalStatements(OPUS_5, arns);
const { Effect: _, ...withoutEffect } = sound[2];
const { Action: __, ...withoutAction } = sound[2];
const inFile = (json: object) => checkPolicyDocument('policy.json', json, 'eu-west-1');
const inRole = (...statements: unknown[]) => checkTemplates([{ path: 'template.json', region: 'eu-west-1', template: template({ Role: inlineRole('lambda.amazonaws.com', statements) }) }]);
const REQUEST = { action: 'bedrock:InvokeModel', resource: arns.regionless(OPUS_5), context: {} };

describe('a statement that is none', () => {
  test.each([
    ['an effect in lower case', { ...sound[2], Effect: 'allow' }, /"allow"/],
    ['an effect in upper case', { ...sound[2], Effect: 'DENY' }, /"DENY"/],
    ['an effect that is no text', { ...sound[2], Effect: true }, /true/],
    ['no effect', withoutEffect, /no Effect/],
    ['its elements in lower case', { effect: 'Allow', action: BOTH, resource: '*' }, /no Effect/],
    ['no action', withoutAction, /Action/],
    ['a text', 'Allow bedrock', /text/],
    ['nothing', null, /object/],
    ['a list in the list', [sound[2]], /object/],
  ])('%s: it is said, and nothing that depends on it', (_name, odd, fault) => {
    for (const findings of [inFile(document(sound[0], sound[1], odd)), inRole(...globalStatements(OPUS_5, hand).slice(0, 2), odd)]) {
      expect(findings.map(({ rule, severity }) => [rule, severity])).toEqual([['unreadableStatement', 'warning']]);
      expect(findings[0].location).toMatch(/Statement\.2$/);
      expect(findings[0].message).toMatch(fault);
    }
    expect(() => allows([document(odd) as never], REQUEST)).toThrow();
  });

  test('it stands where it is, alone or in a list', () => {
    expect(inFile({ Version: '2012-10-17', Statement: { ...sound[0], Effect: 'allow' } }).map(({ location }) => location)).toEqual(['Statement']);
    expect(inFile(document({ ...sound[0], Effect: 'allow' }, { ...sound[0], Effect: 'deny' })).map(({ location }) => location)).toEqual(['Statement.0', 'Statement.1']);
  });

  test.each([
    ['by CloudFormation', { 'Fn::If': ['Streaming', sound[2], { Ref: 'AWS::NoValue' }] }],
    ['by a parameter', { Ref: 'Statement' }],
    ['in its effect', { ...sound[2], Effect: { Ref: 'Effect' } }],
    ['in its effect, by a reference', { ...sound[2], Effect: '{{resolve:ssm:/effect}}' }],
    ['in its actions', { ...sound[2], Action: { Ref: 'Actions' } }],
    ['by a macro', { 'Fn::Transform': { Name: 'AWS::Include' }, 'Effect': 'Allow' }],
  ])('what is filled in %s is not known, and no fault', (_name, unknown) => {
    expect(inRole(...globalStatements(OPUS_5, hand), unknown)).toEqual([]);
    expect(inFile(document(...sound, unknown))).toEqual([]);
  });

  test.each(['${effect}', '{{ effect }}', '<Allow or Deny>', '%EFFECT%'])('an effect that a file leaves to be filled in is no fault: %s', (Effect) => {
    expect(inFile(document(...sound, { ...allow(BOTH, '*'), Effect }))).toEqual([]);
  });
});
