import { Application, Model } from './model';
import { Finding } from './rule';
import { Subject } from '../policy/subjects';

/**
 * The model without the subjects that have the same policies as another one, and what turns the findings in its policies into those in theirs. A role
 * that something calls with is looked at for itself, and so is one with a deny, which may be about whoever it names.
 */
export function withoutDuplicates(model: Model, application: Application): { readonly model: Model; readonly forAll: (findings: readonly Finding[]) => Finding[] } {
  const hasGuardrails = model.enforcedGuardrails.length + application.enforcedGuardrails.length > 0;
  const callers = new Set(model.callers.map(({ subject }) => subject));
  const firsts = new Map<string, Subject>();
  const duplicates = new Map<Subject, Subject[]>();
  for (const subject of model.subjects) {
    const key = callers.has(subject) || hasGuardrails || !isOwner(subject, model) ? undefined : keyOf(subject, model);
    const first = key === undefined ? undefined : firsts.get(key);
    if (first) duplicates.set(first, [...duplicates.get(first) ?? [], subject]);
    else if (key !== undefined) firsts.set(key, subject);
  }
  if (duplicates.size === 0) return { model, forAll: (findings) => [...findings] };
  const left = new Set([...duplicates.values()].flat());
  const subjects = model.subjects.filter((subject) => !left.has(subject));
  const places = new Map([...duplicates].map(([{ logicalId }, others]) => [logicalId, others.map((other) => other.logicalId!)]));
  return {
    model: { ...model, subjects, documents: [...new Set(subjects.flatMap(({ documents }) => documents))], grants: model.grants.filter(({ subject }) => !left.has(subject)) },
    forAll: (findings) => findings.flatMap((finding) => [finding, ...(places.get(finding.logicalId) ?? []).map((logicalId) => ({ ...finding, logicalId }))]),
  };
}

// Its policies are all in itself, so that nobody else has them.
function isOwner({ kind, logicalId, documents }: Subject, { byId }: Model): boolean {
  return kind === 'principal' && logicalId !== undefined && byId.has(logicalId) && documents.length > 0
    && documents.every((document) => document.logicalId === logicalId && document.statements.every(({ effect }) => effect === 'Allow'));
}

function keyOf(subject: Subject, { policies, byId }: Model): string {
  const { type, properties } = byId.get(subject.logicalId!)!;
  return [type, JSON.stringify([properties.AssumeRolePolicyDocument, subject.managedPolicies, subject.boundary.length]), policies.get(subject)].join(' ');
}
