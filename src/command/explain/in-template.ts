import { callersIn } from './caller';
import { Denial } from './denials';
import { Facts } from './facts';
import { nearestOf, Placed } from './nearest-statement';
import { ConditionJson } from './remedies';
import { keyValues, REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { isRegion } from '../../bedrock/regions';
import { modelOf, modelOfDocument } from '../../checks/model/model';
import { contextOf } from '../../checks/policy/authorizations';
import { Context, INFERENCE_PROFILE_ARN } from '../../checks/policy/condition';
import { applies, Request } from '../../checks/policy/decide';
import { documentFromFile, PolicyDocument } from '../../checks/policy/documents';
import { Statement } from '../../checks/policy/statement';
import { Subject } from '../../checks/policy/subjects';
import { environmentsOf } from '../../checks/read/environments';
import { readable } from '../../checks/read/opaque';
import { isRecord, resourcesOf, TemplateSource } from '../../checks/read/template';

/** What a template or a policy file decides of the denied authorization. */
export interface TemplateAnswer {
  readonly path: string;
  /** `denies`, `lacks` and `allows` are certain; `may-deny` and `may-allow` depend on what the file does not tell. */
  readonly decision: 'denies' | 'may-deny' | 'lacks' | 'allows' | 'may-allow';
  readonly message: string;
  readonly logicalId?: string;
  readonly constructPath?: string;
  readonly sid?: string;
  /** Where the statement stands, for example `Properties.PolicyDocument.Statement.0`. */
  readonly location?: string;
  /** The statement that denies, with the exemption added. */
  readonly mended?: unknown;
}

/** A policy that stands in a file of its own. */
export interface PolicyFile {
  readonly path: string;
  readonly document: unknown;
}

/** Holds the denied authorization against templates and policies. */
export function answersOf(templates: readonly TemplateSource[], policies: readonly PolicyFile[], denial: Denial, facts: Facts, exemption?: ConditionJson): TemplateAnswer[] {
  if (facts.action === undefined || facts.resource === undefined) return [];
  const request: Request = { action: facts.action, resource: facts.resource, context: contextOfDenial(denial, facts) };
  const [region, account] = [isRegion(denial.source.region) ? denial.source.region : undefined, facts.account];
  const place = <T extends object>(source: T) => ({ ...(region && { region }), ...(account && { account }), ...source });
  return [
    ...templates.flatMap((source) => {
      const { subjects } = modelOf(place(source), environmentsOf(place(source))[0]);
      return callersIn(subjects, source.template, request, facts)
        .flatMap(({ its, remark }) => answer(source.path, source.template, its, request, facts, exemption).map((one) => ({ ...one, message: `${remark}${one.message}` })));
    }),
    ...policies.flatMap(({ path, document }) => {
      const { subjects } = modelOfDocument(documentFromFile(document), environmentsOf(place({ path, template: document }))[0]);
      return answer(path, document, subjects, request, facts, exemption);
    }),
  ];
}

function contextOfDenial({ arn, source, target, isInvocation, cause }: Denial, { called }: Facts): Context {
  const isModel = arn?.type === 'foundation-model';
  const requested = isModel && isInvocation && arn.region === '' ? REGIONLESS_REQUESTED_REGION : arn?.region || source.region;
  const keys = new Map(contextOf(requested, isModel && target ? keyValues(target, source)[0] : undefined));
  // Where it is not known what was called, the key may hold anything.
  if (isModel && !target && called === undefined && cause !== 'directModelDenied') keys.delete(INFERENCE_PROFILE_ARN);
  return keys;
}

function answer(path: string, template: unknown, subjects: readonly Subject[], request: Request, { policy }: Facts, exemption: ConditionJson | undefined): TemplateAnswer[] {
  const inBoundary = policy?.kind.id === 'boundary';
  const documents = [...new Set(subjects.flatMap((subject) => (inBoundary && subject.boundary.length > 0 ? subject.boundary : subject.documents)))]
    .filter(({ kind }) => isOfKind(kind, policy?.kind.id));
  const placed = documents.flatMap((document) => document.statements.map((statement): Placed => ({ document, statement })));
  const those = (effect: Statement['effect'], answers: readonly string[]) => placed.filter(({ statement }) => statement.effect === effect && answers.includes(applies(statement, request)));
  const at = (one: Placed, decision: TemplateAnswer['decision'], message: string): TemplateAnswer => ({ path, decision, message, ...placeOf(one, template) });

  const denies = those('Deny', ['yes']);
  if (denies.length > 0) {
    return denies.map((one) => {
      const mended = exemption && withExemption(rawOf(one, template), exemption);
      return { ...at(one, 'denies', 'this statement denies it'), ...(mended !== undefined && { mended }) };
    });
  }
  const mayDeny = those('Deny', ['maybe']).map((one) => at(one, 'may-deny', 'this statement denies it, if what the file does not tell is so'));
  if (policy?.explicit && mayDeny.length > 0) return mayDeny;
  const [allow] = those('Allow', ['yes']);
  if (allow) return [...mayDeny, at(allow, 'allows', `this statement allows it${policy && !inBoundary ? '' : ' there'}, so another policy denies it: ${otherThan(policy?.kind.phrase)}`)];
  const [mayAllow] = those('Allow', ['maybe']);
  if (mayAllow) return [...mayDeny, at(mayAllow, 'may-allow', 'this statement allows it, if what the file does not tell is so')];
  if (policy?.explicit || placed.length === 0) return [...mayDeny, { path, decision: 'allows', message: `nothing in it denies it: the policy is elsewhere, ${otherThan(undefined)}` }];
  const nearest = nearestOf(placed, request);
  const more = subjects.some(({ complete }) => !complete) ? '; it has policies that are not in this file' : '';
  return [...mayDeny, nearest ? at(nearest.one, 'lacks', `${nearest.message}${more}`) : { path, decision: 'lacks', message: `no statement allows ${request.action} on anything like ${request.resource}${more}` }];
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

function placeOf({ document, statement }: Placed, template: unknown): Pick<TemplateAnswer, 'logicalId' | 'constructPath' | 'sid' | 'location'> {
  const { logicalId } = document;
  const constructPath = logicalId === undefined ? undefined : resourcesOf(template).find((resource) => resource.logicalId === logicalId)?.constructPath;
  return {
    ...(logicalId !== undefined && { logicalId }),
    ...(constructPath !== undefined && { constructPath }),
    ...(statement.sid !== '' && { sid: readable(statement.sid) }),
    location: [document.location, statement.location].filter(Boolean).join('.'),
  };
}

/** The statement as it is written. */
function rawOf({ document, statement }: Placed, template: unknown): unknown {
  const steps = [...(document.logicalId === undefined ? [] : ['Resources', document.logicalId]), ...document.location.split('.'), ...statement.location.split('.')].filter((step) => step !== '');
  return steps.reduce<unknown>((value, step) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[step] : undefined), template);
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
