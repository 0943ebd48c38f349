import { Denial, UNKNOWN } from './denials';
import { Facts } from './facts';
import { nearestOf, Placed } from './nearest-statement';
import { ConditionJson } from './remedies';
import { keyValues, REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { isRegion, regionsIn } from '../../bedrock/regions';
import { modelOf, modelOfDocument } from '../../checks/model/model';
import { contextOf } from '../../checks/policy/authorizations';
import { Context, INFERENCE_PROFILE_ARN } from '../../checks/policy/condition';
import { applies, Request, selectsAction } from '../../checks/policy/decide';
import { documentFromFile, PolicyDocument } from '../../checks/policy/documents';
import { Statement } from '../../checks/policy/statement';
import { Subject } from '../../checks/policy/subjects';
import { environmentsOf, withoutStandIns } from '../../checks/read/environments';
import { positionsIn } from '../../checks/read/formats';
import { readable } from '../../checks/read/opaque';
import { isRecord, resourcesOf, textsIn, valueAt } from '../../checks/read/template';
import { traced } from '../check/findings';
import { textOfFile } from '../check/input';
import { Source } from '../check/source';

/** What a template or a policy file decides of the denied authorization. */
export interface TemplateAnswer {
  readonly path: string;
  /** `denies`, `lacks` and `allows` are certain; `may-deny` and `may-allow` depend on what the file leaves open. */
  readonly decision: 'denies' | 'may-deny' | 'lacks' | 'allows' | 'may-allow';
  readonly message: string;
  readonly logicalId?: string;
  readonly constructPath?: string;
  readonly sid?: string;
  /** Where the statement is, for example `Properties.PolicyDocument.Statement.0`. */
  readonly location?: string;
  /** Its line and column in the file, from 1. */
  readonly line?: number;
  readonly column?: number;
  /** The statement that denies, with the exemption added. */
  readonly mended?: unknown;
}

/** Compares the denied authorization with templates and policies. */
export function answersOf(sources: readonly Source[], denial: Denial, facts: Facts, input: () => Buffer, exemption?: ConditionJson): TemplateAnswer[] {
  if (facts.action === undefined || facts.resource === undefined) return [];
  const request = { action: facts.action, resource: facts.resource };
  return sources.flatMap((source) => {
    const regions = isRegion(denial.source.region) ? [denial.source.region] : [...calledIn(source.template), undefined];
    const attempts = regions.map((region) => decidedIn(source, region, request, denial, facts));
    // Where the call was sent is not known: to a Region that the file names and for which it says something, or else to some Region.
    const decisions = attempts.find((its) => its.some(({ decision }) => decision === 'allows' || decision === 'denies')) ?? attempts[0];
    const places = decisions.map(({ at }) => (at ? placeOf(at, source) : undefined));
    const positions = positionsIn(textOfFile(source.file, input), source.format, places.flatMap((place) => (place ? [[...source.start, ...place.path]] : [])));
    return decisions.map(({ at, ...decision }, index): TemplateAnswer => {
      const place = places[index];
      if (!place) return { path: source.path, ...decision };
      const mended = decision.decision === 'denies' && exemption ? withExemption(valueAt(source.original, place.path), exemption) : undefined;
      return { path: source.path, ...decision, ...place.answer, ...positions.shift()!, ...(mended !== undefined && { mended }) };
    });
  });
}

function decidedIn(source: Source, region: string | undefined, { action, resource }: Pick<Request, 'action' | 'resource'>, denial: Denial, facts: Facts): Decision[] {
  const placed = { ...(region && { region }), ...(facts.account && { account: facts.account }), ...source };
  const [environment] = environmentsOf(placed);
  const there = { ...denial, source: { ...denial.source, region: region ?? environment.region, account: facts.account ?? environment.account } };
  const request: Request = { action, resource, context: contextOfDenial(there, facts) };
  const { subjects } = source.kind === 'policy' ? modelOfDocument(documentFromFile(source.template), environment) : modelOf(placed, environment);
  const callers = source.kind === 'policy' ? [{ its: subjects, remark: '' }] : callersIn(subjects, source.template, request, facts);
  return callers.flatMap(({ its, remark }) => decisionsOf(its, request, facts).map((one) => ({ ...one, message: withoutStandIns(`${remark}${one.message}`, UNKNOWN.region, UNKNOWN.account) })));
}

/** The Regions that ARNs of Amazon Bedrock name in a file. */
function calledIn(template: unknown): string[] {
  return [...new Set([...textsIn(template)].filter((text) => text.includes(':bedrock:')).flatMap(regionsIn))];
}

function contextOfDenial({ arn, source, target, isInvocation, cause }: Denial, { called }: Facts): Context {
  const isModel = arn?.type === 'foundation-model';
  const requested = isModel && isInvocation && arn.region === '' ? REGIONLESS_REQUESTED_REGION : arn?.region || source.region;
  // Of other resources, such as guardrails, tags are not known: the same as of an application inference profile.
  const kind = isModel ? 'model' : arn?.type === 'inference-profile' ? 'profile' : 'application';
  const keys = new Map(contextOf(requested, isModel && target ? keyValues(target, source)[0] : undefined, kind));
  // Where it is not known what was called, the key may hold anything.
  if (isModel && !target && called === undefined && cause !== 'directModelDenied') keys.delete(INFERENCE_PROFILE_ARN);
  return keys;
}

interface Decision extends Pick<TemplateAnswer, 'decision' | 'message'> {
  readonly at?: Placed;
}

function decisionsOf(subjects: readonly Subject[], request: Request, { policy }: Facts): Decision[] {
  const inBoundary = policy?.kind.id === 'boundary';
  const documents = [...new Set(subjects.flatMap((subject) => (inBoundary && subject.boundary.length > 0 ? subject.boundary : subject.documents)))]
    .filter(({ kind }) => isOfKind(kind, policy?.kind.id));
  const placed = documents.flatMap((document) => document.statements.map((statement): Placed => ({ document, statement })));
  const those = (effect: Statement['effect'], answer: string) => placed.filter(({ statement }) => statement.effect === effect && applies(statement, request) === answer);

  const denies = those('Deny', 'yes').map((at): Decision => ({ at, decision: 'denies', message: 'this statement denies it' }));
  if (denies.length > 0) return denies;
  const mayDeny = those('Deny', 'maybe').map((at): Decision => ({ at, decision: 'may-deny', message: 'this statement denies it, if what the file does not tell is so' }));
  if (policy?.explicit && mayDeny.length > 0) return mayDeny;
  return [...mayDeny, allowanceOf(subjects, placed, those('Allow', 'yes')[0], those('Allow', 'maybe')[0], request, policy)];
}

function allowanceOf(subjects: readonly Subject[], placed: readonly Placed[], allow: Placed | undefined, mayAllow: Placed | undefined, request: Request, policy: Facts['policy']): Decision {
  if (allow) {
    if (policy?.kind.id === 'identity' && !policy.explicit) {
      return { at: allow, decision: 'allows', message: 'this statement allows it, and the message says that no policy of the caller did: deploy this file, and see that the caller has this role' };
    }
    const where = policy && policy.kind.id !== 'boundary' ? '' : ' there';
    return { at: allow, decision: 'allows', message: `this statement allows it${where}, so another policy denies it: ${otherThan(policy?.kind.phrase)}` };
  }
  if (mayAllow) return { at: mayAllow, decision: 'may-allow', message: 'this statement allows it, if what the file does not tell is so' };
  if (policy?.explicit || placed.length === 0) return { decision: 'allows', message: `nothing in it denies it: the policy is elsewhere, ${otherThan(undefined)}` };
  const nearest = nearestOf(placed, request);
  const more = subjects.some(({ complete }) => !complete) ? '; it has policies that are not in this file' : '';
  return { ...(nearest && { at: nearest.one }), decision: 'lacks', message: `${nearest?.message ?? `no statement allows ${request.action} on anything like ${request.resource}`}${more}` };
}

function isOfKind(kind: PolicyDocument['kind'], denying: string | undefined): boolean {
  if (denying === 'endpoint') return kind === 'endpoint';
  // A policy file without a principal may be a service control policy.
  if (denying === 'service-control') return kind !== 'endpoint';
  if (denying === 'identity' || denying === 'boundary') return kind === 'identity';
  return true;
}

function otherThan(phrase: string | undefined): string {
  return phrase === undefined ? 'a service control policy, a permissions boundary, a session policy or an endpoint policy' : `another ${phrase}, or one that is deployed in an older version`;
}

/** The statement as the user wrote it, and the keys and indexes that lead to it there. */
function placeOf({ document, statement }: Placed, source: Source): { readonly answer: Partial<TemplateAnswer>; readonly path: readonly string[] } {
  const location = [document.location, statement.location].filter(Boolean).join('.');
  const { path, place } = traced({ ...(document.logicalId !== undefined && { logicalId: document.logicalId }), location }, source);
  const constructPath = resourcesOf(source.template).find(({ logicalId }) => logicalId === document.logicalId)?.constructPath;
  return { path, answer: { ...place, ...(constructPath !== undefined && { constructPath }), ...(statement.sid !== '' && { sid: readable(statement.sid) }) } };
}

function withExemption(raw: unknown, exemption: ConditionJson): unknown {
  if (!isRecord(raw) || (raw.Condition !== undefined && !isRecord(raw.Condition))) return undefined;
  const condition = raw.Condition ?? {};
  const [operator] = Object.keys(exemption);
  const keys = condition[operator] ?? {};
  // A Deny without a list of Regions is meant: an exemption would undo it.
  const isRegionDeny = /aws:RequestedRegion/i.test(Object.entries(condition).filter(([name]) => /Not/.test(name)).map(([, value]) => JSON.stringify(value)).join());
  const isNegated = operator === 'Null' && Object.entries(condition).some(([name, value]) => /Not/.test(name) && /bedrock:InferenceProfileArn/i.test(JSON.stringify(value)));
  if (!isRecord(keys) || !(operator === 'Null' ? isNegated : isRegionDeny)) return undefined;
  return { ...raw, Condition: { ...condition, [operator]: { ...keys, ...exemption[operator] } } };
}

/** Who called, with all its policies, and what is to be said of that. */
interface Caller {
  readonly its: readonly Subject[];
  readonly remark: string;
}

// More roles are none that somebody compares.
const MOST = 5;

/** The caller, if the template defines it; else each principal that may be it. Policies without a principal count in any case. */
function callersIn(subjects: readonly Subject[], template: unknown, request: Request, { principal = '' }: Facts): Caller[] {
  const name = /:(?:assumed-role|role|user)\/(?:[^:]*\/)?([^/:]+)(?:\/[^/]*)?$/.exec(principal.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1'))?.[1];
  const [principals, alone] = [subjects.filter(({ kind }) => kind === 'principal'), subjects.filter(({ kind }) => kind === 'document')];
  const its = name === undefined ? [] : principals.filter((subject) => isCalled(name, subject, template));
  if (its.length > 0 || principals.length <= 1) return [{ its: [...its.length > 0 ? its : principals, ...alone], remark: '' }];
  const acting = principals.filter(({ documents }) => documents.some(({ statements }) => statements.some((statement) => selectsAction(statement, request.action) !== 'no')));
  if (acting.length === 0) return [{ its: [...principals, ...alone], remark: '' }];
  return acting.slice(0, MOST).map((one) => ({ its: [one, ...alone], remark: `if ${one.logicalId} is the caller: ` }));
}

function isCalled(name: string, { logicalId = '' }: Subject, template: unknown): boolean {
  const properties = resourcesOf(template).find((resource) => resource.logicalId === logicalId)?.properties;
  const own = properties?.RoleName ?? properties?.UserName;
  // CloudFormation makes names of the stack, the logical ID and a random part.
  return typeof own === 'string' ? own === name : name === logicalId.replace(/^(?:role|user) /, '') || name.includes(`-${logicalId}-`) || cutOff(name, logicalId);
}

// Of a long name the logical ID is cut: `Stack-AssistantServiceRoleDE-1A2B3C`.
function cutOff(name: string, logicalId: string): boolean {
  const part = name.split('-').slice(-2)[0] ?? '';
  return part.length >= 12 && logicalId.startsWith(part);
}
