import { DENY_FAULTS, Fault, IDENTITY_FAULTS, REGION } from './faults';
import { DENY_SHAPES, IDENTITY_SHAPES, Shape } from './shapes';
import { ACCOUNT_ID, document, SONNET_4_5 } from './template-parts';
import { Finding } from '../../../src/checks/model/rule';
import { applicationProfileEvaluations, directModelCall, evaluations } from '../../support/cris-requests';
import { allows, AuthorizationRequest, PolicyDocumentJson } from '../../support/iam-evaluator';

const GLOBAL = { profile: `global.${SONNET_4_5}`, region: REGION };
const EUROPE = ['eu-west-1', 'eu-central-1', 'eu-north-1'];
const EVERYTHING: PolicyDocumentJson = { Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };

/** Everything that is authorized for the calls that a fault is about. */
function requestsOf({ call = GLOBAL, effect }: Fault): AuthorizationRequest[] {
  const given = { account: ACCOUNT_ID, sourceRegion: call.region, inferenceProfileId: call.profile, ...('destinations' in call && { destinationRegions: call.destinations }) };
  switch (effect?.of) {
    case 'stream': return evaluations({ ...given, action: 'bedrock:InvokeModelWithResponseStream' });
    case 'direct': return [directModelCall({ region: call.region, modelId: call.profile.replace('global.', '') })];
    case 'geographic': return evaluations({ ...given, inferenceProfileId: `eu.${SONNET_4_5}`, destinationRegions: EUROPE }).map(ofTheOrganization);
    case 'application': return applicationProfileEvaluations({ ...given, applicationInferenceProfileArn: `arn:aws:bedrock:${REGION}:${ACCOUNT_ID}:application-inference-profile/a1`, systemProfileId: call.profile, conditionValue: 'application' });
    default: return evaluations(given);
  }
}

// The profile is the account's; models are AWS's.
function ofTheOrganization(request: AuthorizationRequest): AuthorizationRequest {
  return request.resource.includes(':inference-profile/') ? { ...request, context: { ...request.context, 'aws:ResourceOrgID': 'o-abcd123456' } } : request;
}

interface Case { readonly fault: Fault; readonly shape: Shape; readonly beside: readonly PolicyDocumentJson[] }
const CASES: readonly Case[] = [
  ...IDENTITY_FAULTS.flatMap((fault) => IDENTITY_SHAPES.map((shape): Case => ({ fault, shape, beside: [] }))),
  ...DENY_FAULTS.flatMap((fault) => DENY_SHAPES.map((shape): Case => ({ fault, shape, beside: [EVERYTHING] }))),
];

const FAULTS = [...IDENTITY_FAULTS.map((fault) => ({ fault, beside: [] })), ...DENY_FAULTS.map((fault) => ({ fault, beside: [EVERYTHING] }))];

test.each(FAULTS.map((one) => [one.fault.name, one] as const))(
  'the corpus is right: %s', (_name, { fault, beside }) => {
    const { effect = { wrong: false, right: true } } = fault;
    const isAllowed = (statements: Fault['wrong']) => requestsOf(fault).every((request) => allows([document(...statements) as unknown as PolicyDocumentJson, ...beside], request));
    expect({ wrong: isAllowed(fault.wrong), right: isAllowed(fault.right) }).toEqual({ wrong: effect.wrong, right: effect.right });
  });

interface Outcome { readonly fault: Fault; readonly shape: string; readonly wrong: readonly Finding[]; readonly right: readonly Finding[] }

function outcomes(): Outcome[] {
  return CASES.map(({ fault, shape }) => {
    const region = fault.call?.region ?? REGION;
    return { fault, shape: shape.name, wrong: shape.check(fault.wrong, region), right: shape.check(fault.right, region) };
  });
}

const isTrue = ({ rule, also = [] }: Fault, finding: Finding) => finding.rule === rule || also.includes(finding.rule);
const isFound = ({ fault, wrong }: Outcome) => wrong.some((finding) => isTrue(fault, finding) && (finding.severity === 'error' || fault.severity === 'warning'));
const percent = (part: number, all: number) => `${(100 * part / all).toFixed(1)} %`;

/** `npm run checks:corpus` prints what this says. */
test('recall and precision', () => {
  const all = outcomes();
  const counted = (severity: 'error' | 'warning') => {
    const faults = all.filter(({ fault }) => fault.severity === severity);
    const found = faults.filter(isFound).length;
    const findings = all.flatMap(({ fault, wrong, right }) =>
      [...wrong.map((finding) => ({ finding, isTrue: isTrue(fault, finding) })), ...right.map((finding) => ({ finding, isTrue: false }))])
      .filter(({ finding }) => finding.severity === severity);
    const right = findings.filter((one) => one.isTrue).length;
    return { faults: faults.length, found, recall: found / faults.length, findings: findings.length, right, precision: right / findings.length };
  };
  const [errors, warnings] = [counted('error'), counted('warning')];
  const missed = all.filter((outcome) => !isFound(outcome)).map(({ fault, shape }) => `missed: ${fault.name}, in ${shape}`);
  const wrong = all.flatMap(({ fault, shape, wrong: its, right }) => [
    ...its.filter((finding) => finding.severity === 'error' && !isTrue(fault, finding)).map(({ rule }) => `${rule} beside ${fault.name}, in ${shape}`),
    ...right.filter(({ severity }) => severity !== 'info').map(({ rule, severity }) => `${severity} ${rule} without ${fault.name}, in ${shape}`),
  ]).map((text) => `false: ${text}`);
  const row = (name: string, { faults, found, recall, findings, right, precision }: typeof errors) =>
    `${name}: ${found} of ${faults} found, recall ${percent(recall, 1)}; ${right} of ${findings} findings right, precision ${percent(precision, 1)}`;
  process.stdout.write(`${[`${2 * all.length} cases`, row('errors', errors), row('warnings', warnings), ...missed, ...wrong].join('\n')}\n`);
  expect(2 * all.length).toBeGreaterThanOrEqual(150);
  expect(errors.recall).toBeGreaterThanOrEqual(0.95);
  expect(errors.precision).toBeGreaterThanOrEqual(0.95);
  expect(warnings.recall).toBeGreaterThanOrEqual(0.95);
});
