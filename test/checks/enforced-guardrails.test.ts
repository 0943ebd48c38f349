import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as bedrock from 'aws-cdk-lib/aws-bedrock';
import { allow, BOTH, document, getAtt, globalStatements, hand, OPUS_5, SONNET_4_5, sub, template } from './corpus/template-parts';
import { inlineRole, managedPolicy } from './corpus/template-resources';
import { CrisMonitoring, CrisWorkload, InferenceProfile } from '../../src';
import { checkTemplates } from '../../src/checks/check';
import { TemplateSource } from '../../src/checks/read/template';

const ACCOUNT = '111122223333';
const MANAGEMENT = '999988887777';
const REGION = 'eu-west-1';
const guardrail = (account = ACCOUNT, region = REGION) => `arn:aws:bedrock:${region}:${account}:guardrail/a1b2c3`;
const global = globalStatements(OPUS_5);
const apply = (resource: unknown) => allow('bedrock:ApplyGuardrail', resource);
const role = (...statements: unknown[]) => inlineRole('lambda.amazonaws.com', statements);
const enforced = (properties: object = {}, others: object = {}) => ({ Type: 'AWS::Bedrock::EnforcedGuardrailConfiguration', Properties: { GuardrailIdentifier: guardrail(), GuardrailVersion: '1', ...properties }, ...others });
const config = (others: object = {}, identifier: unknown = `${guardrail(MANAGEMENT)}:1`) => ({ bedrock: { guardrail_inference: { [REGION]: { config_1: { identifier: { '@@assign': identifier }, ...others } } } } });
const organization = (properties: object = {}) => ({ Type: 'AWS::Organizations::Policy', Properties: { Name: 'g', Type: 'BEDROCK_POLICY', TargetIds: ['r-ab12'], Content: config(), ...properties } });
const GUARDRAIL = { Type: 'AWS::Bedrock::Guardrail', Properties: {} };

function found(sources: (Partial<TemplateSource> & { readonly resources: Record<string, unknown> })[]): string[] {
  const findings = checkTemplates(sources.map(({ resources, ...source }, index) => ({ path: `${index}.json`, template: template(resources), region: REGION, account: ACCOUNT, ...source })));
  return findings.filter(({ rule }) => rule === 'enforcedGuardrailNotAllowed').map(({ path, logicalId, severity }) => `${path} ${logicalId} ${severity}`);
}

const alone = (resources: Record<string, unknown>, source: Partial<TemplateSource> = {}) => found([{ resources, ...source }]);
const FAULT = ['0.json Role warning'];

describe('a guardrail that the account enforces', () => {
  test.each<[string, Record<string, unknown>, Partial<TemplateSource>?]>([
    ['by its ARN', { Role: role(...global), Enforced: enforced() }],
    ['by its ID', { Role: role(...global), Enforced: enforced({ GuardrailIdentifier: 'a1b2c3' }) }],
    ['of the template', { Role: role(...global), Enforced: enforced({ GuardrailIdentifier: getAtt('Guardrail', 'GuardrailArn') }), Guardrail: GUARDRAIL }],
    ['by the ID of one of the template', { Role: role(...global), Enforced: enforced({ GuardrailIdentifier: getAtt('Guardrail', 'GuardrailId') }), Guardrail: GUARDRAIL }],
    ['in a stack without a Region', { Role: role(allow(BOTH, sub('arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:inference-profile/global.x.y'))), Enforced: enforced({ GuardrailIdentifier: 'a1b2c3' }) },
      { region: undefined, account: undefined }],
    ['and another may be applied', { Role: role(...global, apply(`${guardrail()}x`)), Enforced: enforced() }],
    ['and it is denied', { Role: role(...global, apply('*'), { Effect: 'Deny', Action: 'bedrock:ApplyGuardrail', Resource: '*' }), Enforced: enforced() }],
    ['and an application profile is called', { Role: role(allow(BOTH, sub('arn:${AWS::Partition}:bedrock:${AWS::Region}:${AWS::AccountId}:application-inference-profile/a1b2'))), Enforced: enforced() }],
    ['on every model by name', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: ['ALL'], ExcludedModels: [] } }) }],
    ['on all models but another', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { ExcludedModels: [SONNET_4_5] } }) }],
    ['on all models but another, with an empty list', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [], ExcludedModels: [SONNET_4_5] } }) }],
    ['on the model alone', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [OPUS_5] } }) }],
    ['on the model', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [OPUS_5], ExcludedModels: [SONNET_4_5] } }) }],
  ])('%s: a role that may call and not apply it is found', (_, resources, ...[source]) => {
    expect(alone(resources, source)).toEqual(FAULT);
  });

  const SILENT: [string, Record<string, unknown>, Partial<TemplateSource>?][] = [
    ['nothing is enforced', { Role: role(...global) }],
    ['it may be applied', { Role: role(...global, apply(guardrail())), Enforced: enforced() }],
    ['every guardrail may be applied', { Role: role(...global, apply('*')), Enforced: enforced() }],
    ['it may be applied by a pattern', { Role: role(...global, apply(sub('arn:aws:bedrock:${AWS::Region}:${AWS::AccountId}:guardrail/*'))), Enforced: enforced() }],
    ['it may be applied by reference', { Role: role(...global, apply(getAtt('Guardrail', 'GuardrailArn'))), Enforced: enforced({ GuardrailIdentifier: getAtt('Guardrail', 'GuardrailArn') }), Guardrail: GUARDRAIL }],
    ['its ARN and its ID are told in two ways',
      { Role: role(...global, apply(getAtt('Guardrail', 'GuardrailArn'))), Enforced: enforced({ GuardrailIdentifier: getAtt('Guardrail', 'GuardrailId') }), Guardrail: GUARDRAIL }],
    ['what may be applied comes from a parameter', { Role: role(...global, apply({ Ref: 'Guardrails' })), Enforced: enforced() }],
    ['the guardrail comes from a parameter, and some may be applied', { Role: role(...global, apply(guardrail())), Enforced: enforced({ GuardrailIdentifier: { Ref: 'Guardrail' } }) }],
    ['the role may have more policies', { Role: inlineRole('lambda.amazonaws.com', global, { ManagedPolicyArns: ['arn:aws:iam::111122223333:policy/x'] }), Enforced: enforced() }],
    ['a policy that nobody has calls', { Policy: managedPolicy(global), Enforced: enforced() }],
    ['the role calls nothing', { Role: role(allow('s3:GetObject', '*')), Enforced: enforced() }],
    ['the role is an administrator', { Role: role(allow('*', '*')), Enforced: enforced() }],
    ['the role calls from another Region', { Role: role(allow(BOTH, 'arn:aws:bedrock:us-east-1:111122223333:inference-profile/global.x.y')), Enforced: enforced() }],
    ['the configuration is under a condition', { Role: role(...global), Enforced: enforced({}, { Condition: 'C' }) }],
    ['the model is left out', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [], ExcludedModels: [OPUS_5] } }) }],
    ['the model is not among those', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [SONNET_4_5] } }) }],
    ['the models come from a parameter', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: { Ref: 'Models' } } }) }],
    ['the models that are left out come from a parameter', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { ExcludedModels: [{ Ref: 'Model' }] } }) }],
    ['one of the models comes from a parameter', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: [OPUS_5, { Ref: 'Model' }] } }) }],
    ['the models are no list', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { IncludedModels: OPUS_5 } }) }],
    ['there are no lists', { Role: role(...global), Enforced: enforced({ ModelEnforcement: {} }) }],
    ['all that is enforced on comes from a parameter', { Role: role(...global), Enforced: enforced({ ModelEnforcement: { Ref: 'Models' } }) }],
    ['a resource-based policy may allow it', { Role: role(...global), Enforced: enforced(), Policy: { Type: 'AWS::Bedrock::ResourcePolicy', Properties: { ResourceArn: guardrail() } } }],
    ['what is named is no guardrail', { Role: role(...global), Enforced: enforced({ GuardrailIdentifier: 'not a guardrail' }) }],
    ['it is not named', { Role: role(...global), Enforced: enforced({ GuardrailIdentifier: undefined }) }],
  ];
  test.each(SILENT)('%s: nothing is found', (_, resources, ...[source]) => {
    expect(alone(resources, source)).toEqual([]);
  });

  test('is told with the role, the guardrail and the remedy', () => {
    const [finding] = checkTemplates([{ path: 'a.json', template: template({ Role: role(...global), Enforced: enforced() }), region: REGION, account: ACCOUNT }]);
    expect(finding).toMatchObject({
      rule: 'enforcedGuardrailNotAllowed',
      logicalId: 'Role',
      location: 'Properties.Policies.0.PolicyDocument.Statement.0',
      message: `the role Role may call models in ${REGION}, where ${guardrail()} is enforced, and may not apply it: its calls fail with AccessDeniedException`,
      remedy: 'allow bedrock:ApplyGuardrail on the guardrail; enforcedGuardrails of InferenceProfileGrants does',
    });
    expect(alone({ Role: role(...global, JSON.parse(finding.paste!)), Enforced: enforced() })).toEqual([]);
  });

  test('in another template of the same account and Region it is found, and of others not', () => {
    const [caller, enforcing] = [{ resources: { Role: role(...global) } }, { resources: { Enforced: enforced() } }];
    expect(found([caller, enforcing])).toEqual(FAULT);
    expect(found([caller, { ...enforcing, account: MANAGEMENT }])).toEqual([]);
    expect(found([caller, { ...enforcing, region: 'us-east-1' }])).toEqual([]);
    expect(found([{ ...caller, account: undefined }, { ...enforcing, account: undefined }])).toEqual([]);
  });
});

describe('a guardrail that an organization enforces', () => {
  test.each<[string, object, Partial<TemplateSource>?]>([
    ['on its root, for the account that has the policy', {}],
    ['on the account', { TargetIds: [ACCOUNT] }],
    ['with its content as a text', { Content: JSON.stringify(config()) }],
    ['on every model', { Content: config({ model_enforcement: { included_models: { '@@assign': ['ALL'] }, excluded_models: { '@@assign': [SONNET_4_5] } } }) }],
  ])('%s: a role that may call and not apply it is found', (_, properties, ...[source]) => {
    expect(alone({ Role: role(...global), Policy: organization(properties) }, source)).toEqual(FAULT);
  });

  test('a resource-based policy of another account is not enough', () => {
    expect(alone({ Role: role(...global), Policy: organization(), Shared: { Type: 'AWS::Bedrock::ResourcePolicy', Properties: {} } })).toEqual(FAULT);
  });

  test.each<[string, object]>([
    ['it is attached to nothing', { TargetIds: undefined }],
    ['it is attached to an organizational unit', { TargetIds: ['ou-ab1r-cdefghij'] }],
    ['it is attached to another account', { TargetIds: [MANAGEMENT] }],
    ['it is attached to a parameter', { TargetIds: [{ Ref: 'Target' }] }],
    ['it is of another type', { Type: 'TAG_POLICY' }],
    ['it is for another Region', { Content: { bedrock: { guardrail_inference: { 'us-east-1': config().bedrock.guardrail_inference[REGION] } } } }],
    ['its content is from a parameter', { Content: { Ref: 'Content' } }],
    ['its content is no JSON', { Content: '{' }],
    ['its content has another form', { Content: { bedrock: { guardrail_inference: { [REGION]: { config_1: 'x', config_2: {} } } } } }],
    ['the model is left out', { Content: config({ model_enforcement: { included_models: { '@@assign': ['ALL'] }, excluded_models: { '@@assign': [OPUS_5] } } }) }],
    ['the model is not among those', { Content: config({ model_enforcement: { included_models: { '@@assign': [SONNET_4_5] } } }) }],
    ['the models have another form', { Content: config({ model_enforcement: { included_models: [OPUS_5] } }) }],
  ])('%s: nothing is found', (_, properties) => {
    expect(alone({ Role: role(...global), Policy: organization(properties) })).toEqual([]);
  });

  test('a resource of another type enforces nothing', () => {
    expect(alone({ Role: role(...global), Policy: { ...organization(), Type: 'Custom::Policy' } })).toEqual([]);
  });

  test('in the template of another account it is found where that account is named', () => {
    const caller = { resources: { Role: role(...global) } };
    const policy = (targets: string[]) => ({ account: MANAGEMENT, region: 'us-east-1', resources: { Policy: organization({ TargetIds: targets }) } });
    expect(found([caller, policy([ACCOUNT])])).toEqual(FAULT);
    expect(found([caller, policy(['r-ab12'])])).toEqual([]);
  });
});

test('what this library grants is right', () => {
  const define = (isGranted: boolean) => {
    const stack = new Stack(new App(), 'Stack', { env: { account: ACCOUNT, region: REGION } });
    const own = new bedrock.CfnGuardrail(stack, 'Guardrail', { name: 'g', blockedInputMessaging: 'no', blockedOutputsMessaging: 'no' });
    new bedrock.CfnEnforcedGuardrailConfiguration(stack, 'Enforced', { guardrailIdentifier: own.attrGuardrailArn, guardrailVersion: '1' });
    new CrisWorkload(stack, 'Assistant', {
      inferenceProfiles: [InferenceProfile.fromInferenceProfileId(`global.${OPUS_5}`)], monitoring: CrisMonitoring.none(), ...(isGranted && { enforcedGuardrails: [own.attrGuardrailArn] }),
    });
    return checkTemplates([{ path: 'a.json', template: Template.fromStack(stack).toJSON(), region: REGION, account: ACCOUNT }]).map(({ rule }) => rule);
  };
  expect([define(true), define(false)]).toEqual([[], ['enforcedGuardrailNotAllowed']]);
});

test('a hostile template is read to its end', () => {
  const deep = JSON.parse(`${'{"a":'.repeat(500)}1${'}'.repeat(500)}`) as object;
  expect(alone({ Role: role(...global), Policy: organization({ Content: deep }), Enforced: enforced({ ModelEnforcement: deep }), Other: { Type: 'AWS::IAM::Policy', Properties: { PolicyDocument: document(apply(hand.model('x'))) } } })).toEqual([]);
});
