import { Bench, Count, COUNTS, Synthesized } from './measure';
import { PolicySizes, policySizes, rolePolicies, Score, score } from './policies';
import { exactly, mapped, named, Row, row } from './rows';
import { BenchedProfile, Pair, PerSide, perSide, Side } from './side';
import { checkSameResources, graphs, readTemplate, resourceTypes, Template, templateBytes } from './templates';

/** What is the same in every run: rows of the role and of the workload, and each thing that a side does and should not. */
export interface Facts {
  readonly roles: readonly Row[];
  readonly workloads: readonly Row[];
  readonly remarks: PerSide<readonly string[]>;
}

interface Subject {
  readonly env: { readonly account: string; readonly region: string };
  /** A global profile, and one of the geography of the Region. */
  readonly global: BenchedProfile;
  readonly geographic: BenchedProfile;
  /** Lists of 1 and more profiles. */
  readonly profileLists: readonly (readonly BenchedProfile[])[];
}

export function facts(bench: Bench, sides: readonly Side[], wholeSides: readonly Side[], subject: Subject): Facts {
  const role = (profiles: readonly BenchedProfile[]) => perSide(sides, (side) => bench.synthesize(side, { what: 'roles', count: 1, profiles, nag: true }));
  const policiesOf = (synthesized: PerSide<Synthesized>) => mapped(synthesized, ({ outdir }) => rolePolicies(outdir, subject.env));
  const global = role([subject.global]);
  const scores = mapped(policiesOf(global), (policies) => score(policies, subject.global, subject.env));
  const geographicScores = mapped(policiesOf(role([subject.geographic])), (policies) => score(policies, subject.geographic, subject.env));

  const whole = (count: Count, nag = false) => perSide(wholeSides, (side) => bench.synthesize(side, { what: 'workloads', count, profiles: [subject.global], nag }));
  const one = whole(1, true);
  const read = (synthesized: PerSide<Synthesized>) => mapped(synthesized, ({ outdir }) => readTemplate(outdir));
  const templates: Record<Count, PerSide<Template>> = { 1: read(one), 10: read(whole(10)), 100: read(whole(100)) };
  for (const count of COUNTS) checkSameResources(count, templates[count] as Pair<Template>);
  // What a side has beside its grants: of a workload, else of the dashboard alone, else nothing.
  const beside = mapped(global, ({ figures }, side) => templates[1][side]
    ?? (figures.defines.includes('dashboard') ? readTemplate(bench.synthesize(side, { what: 'dashboard', count: 1, profiles: [subject.global] }).outdir) : { Resources: {} }));

  return {
    roles: [
      { what: `${scopeOf(subject.global)} profiles in the interface`, cells: mapped(global, ({ figures }) => figures.namesGlobal ? 'yes' : 'no, by a cast') },
      ...subject.profileLists.map((profiles) => policyRow(profiles.length, mapped(policiesOf(role(profiles)), policySizes))),
      findingsRow('role', global),
      ...scoreRows(subject.global, scores),
      ...scoreRows(subject.geographic, geographicScores),
    ],
    workloads: [
      findingsRow('workload', one),
      ...partRows(beside),
      ...sizeRows(templates),
    ],
    remarks: mapped(global, ({ figures }, side) => [
      ...figures.findings.map((finding) => `cdk-nag finds \`${finding}\``),
      ...scores[side]!.wrong.map((request) => `${scopeOf(subject.global)} profile: ${request}`),
      ...geographicScores[side]!.wrong.map((request) => `${scopeOf(subject.geographic)} profile: ${request}`),
    ]),
  };
}

function policyRow(profiles: number, sizes: PerSide<PolicySizes>): Row {
  const cells = mapped(sizes, ({ bytes, documents, fits }) => `${integer(bytes)} in ${documents}${fits ? '' : ', too large'}`);
  const what = `policies: bytes and documents, ${named(profiles, 'profile')}`;
  return { what, cells, less: mapped(sizes, ({ bytes }) => exactly(bytes)), aim: 'IAM takes it', met: sizes.library!.fits };
}

function findingsRow(of: string, synthesized: PerSide<Synthesized>): Row {
  const counts = mapped(synthesized, ({ figures }) => exactly(figures.findings.length));
  return { ...row(`cdk-nag AwsSolutions: findings of one ${of}`, counts, ({ median }) => integer(median)), aim: '0', met: counts.library!.median === 0 };
}

function scoreRows(profile: BenchedProfile, scores: PerSide<Score>): Row[] {
  const scope = `${scopeOf(profile)} profile`;
  const shown = (what: string, aimed: string, good: (score: Score) => number, of: (score: Score) => number): Row => ({
    what: `${scope}: ${what}`,
    cells: mapped(scores, (one) => `${good(one)} of ${of(one)}`),
    less: mapped(scores, (one) => exactly(of(one) - good(one))),
    aim: aimed,
    met: good(scores.library!) === of(scores.library!),
  });
  return [
    shown('requests that CRIS makes, allowed', 'all', ({ allowed }) => allowed, ({ mustAllow }) => mustAllow),
    shown('requests beyond it, denied', 'all', ({ denied }) => denied, ({ mustDeny }) => mustDeny),
  ];
}

function partRows(templates: PerSide<Template>): Row[] {
  const counted = (what: string, count: (template: Template) => number): Row =>
    ({ what, cells: Object.fromEntries(Object.entries(mapped(templates, count)).filter(([, found]) => found > 0).map(([side, found]) => [side, integer(found)])) });
  const ofType = (type: string) => (template: Template) => resourceTypes(template).filter((found) => found === type).length;
  return [
    counted('dashboard: graphs of one profile', graphs),
    counted('alarms of one profile', ofType('AWS::CloudWatch::Alarm')),
    counted('metric filters of one profile, on a trail', ofType('AWS::Logs::MetricFilter')),
  ];
}

function sizeRows(templates: Record<Count, PerSide<Template>>): Row[] {
  const resources = (count: Count) => mapped(templates[count], (template) => resourceTypes(template).length);
  const perWorkload = mapped(resources(10), (ten, side) => (ten - resources(1)[side]!) / 9);
  const shared = mapped(perWorkload, (each, side) => exactly(resources(1)[side]! - each));
  const shown = (what: string, values: PerSide<number>) => row(what, mapped(values, exactly), ({ median }) => integer(median));
  return [
    { ...shown('resources of each workload', perWorkload), aim: 'at most 20', met: perWorkload.library! <= 20 },
    row('resources of the trail that the workloads of a stack share', shared, ({ median }) => integer(median)),
    ...COUNTS.map((count) => shown(`template: bytes, ${named(count, 'workload')}`, mapped(templates[count], templateBytes))),
  ];
}

function integer(value: number): string {
  return value.toLocaleString('en-US');
}

function scopeOf({ inferenceProfileId }: BenchedProfile): string {
  return inferenceProfileId.split('.')[0];
}
