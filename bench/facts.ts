import { checkSameResources, PolicySizes, policySizes, readTemplate, rolePolicies, Score, score, Template, templateBytes } from './assembly';
import { Bench, Synthesized } from './measure';
import { exactly, Row } from './rows';
import { BenchedProfile, mapped, PerSide, Side } from './side';

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

export function facts(bench: Bench, sides: readonly Side[], wholeSides: readonly Side[], { env, global, geographic, profileLists }: Subject): Facts {
  const each = (of: readonly Side[], synthesize: (side: Side) => Synthesized) => Object.fromEntries(of.map((side) => [side, synthesize(side)])) as PerSide<Synthesized>;
  const role = (profiles: readonly BenchedProfile[], nag = false) => each(sides, (side) => bench.synthesize(side, { what: 'roles', count: 1, profiles, nag }));
  const workloads = (count: number) => each(wholeSides, (side) => bench.synthesize(side, { what: 'workloads', count, profiles: [global], nag: count === 1 }));
  const policies = (synthesized: PerSide<Synthesized>) => mapped(synthesized, ({ outdir }) => rolePolicies(outdir, env));
  const templates = (synthesized: PerSide<Synthesized>) => mapped(synthesized, ({ outdir }) => readTemplate(outdir));

  const oneRole = role([global], true);
  const scored = (profile: BenchedProfile, of: PerSide<Synthesized>) =>
    ({ scope: scopeOf(profile), scores: mapped(policies(of), (its) => score(its, profile, env)) });
  const scores = [scored(global, oneRole), scored(geographic, role([geographic]))];
  const oneWorkload = workloads(1);
  const [one, ten] = [templates(oneWorkload), templates(workloads(10))];
  [one, ten].forEach(checkSameResources);

  return {
    roles: [
      ...profileLists.map((profiles) => policyRow(profiles.length, mapped(policies(role(profiles)), policySizes))),
      findingsRow('role', oneRole),
      ...scores.flatMap(scoreRows),
    ],
    workloads: [findingsRow('workload', oneWorkload), ...sizeRows(one, ten)],
    remarks: mapped(oneRole, ({ figures }, side) => [
      ...figures.nag.map((finding) => `cdk-nag finds \`${finding}\``),
      ...scores.flatMap(({ scope, scores: its }) => its[side]!.wrong.map((request) => `${scope} profile: ${request}`)),
    ]),
  };
}

function policyRow(profiles: number, sizes: PerSide<PolicySizes>): Row {
  const cells = mapped(sizes, ({ bytes, documents, fits }) => `${integer(bytes)} in ${documents}${fits ? '' : ', too large'}`);
  const what = `policies: bytes and documents, ${profiles} profile${profiles === 1 ? '' : 's'}`;
  return { what, cells, less: mapped(sizes, ({ bytes }) => exactly(bytes)), aim: 'IAM takes it', met: sizes.library!.fits };
}

function findingsRow(of: string, synthesized: PerSide<Synthesized>): Row {
  const counts = mapped(synthesized, ({ figures }) => figures.nag.length);
  return { ...countRow(`cdk-nag AwsSolutions: findings of one ${of}`, counts), aim: '0', met: counts.library === 0 };
}

function scoreRows({ scope, scores }: { readonly scope: string; readonly scores: PerSide<Score> }): Row[] {
  const shown = (what: string, good: (score: Score) => number, of: (score: Score) => number): Row => ({
    what: `${scope} profile: ${what}`,
    cells: mapped(scores, (one) => `${good(one)} of ${of(one)}`),
    less: mapped(scores, (one) => exactly(of(one) - good(one))),
    aim: 'all',
    met: good(scores.library!) === of(scores.library!),
  });
  return [
    shown('requests that CRIS makes, allowed', ({ allowed }) => allowed, ({ mustAllow }) => mustAllow),
    shown('requests beyond it, denied', ({ denied }) => denied, ({ mustDeny }) => mustDeny),
  ];
}

function sizeRows(one: PerSide<Template>, ten: PerSide<Template>): Row[] {
  const resources = (template: Template) => Object.keys(template.Resources).length;
  const more = mapped(ten, (template, side) => (resources(template) - resources(one[side]!)) / 9);
  return [
    { ...countRow('resources of each workload, beside the monitoring of the stack', more), aim: 'at most 20', met: more.library! <= 20 },
    countRow('template: bytes, 10 workloads', mapped(ten, templateBytes)),
  ];
}

function countRow(what: string, counts: PerSide<number>): Row {
  return { what, cells: mapped(counts, integer), less: mapped(counts, exactly) };
}

function integer(value: number): string {
  return value.toLocaleString('en-US');
}

function scopeOf({ inferenceProfileId }: BenchedProfile): string {
  return inferenceProfileId.split('.')[0];
}
