import { parseOperator } from './iam-conditions';
import { PolicyDocumentJson, Statement, statementsOf } from './iam-policy';
import { isIn, Pattern, representatives } from './prover-classes';

/** In a form: whatever `aws:RequestedRegion` is. For a statement whose resources alone decide, as in AWS's geographic example. */
export const ANY_REGION = '*';

/**
 * A request that AWS documents; a field with several values means each of them with each value of the other fields.
 * Without `inferenceProfileArn` the request does not have the key `bedrock:InferenceProfileArn`.
 */
export interface RequestForm {
  readonly actions: readonly string[];
  readonly resource: string | readonly string[];
  readonly requestedRegion: string | readonly string[];
  readonly inferenceProfileArn?: string | readonly string[];
}

export const VARIABLES = ['action', 'resource', 'region', 'profile'] as const;
export type Variable = typeof VARIABLES[number];

/** For each variable its possible values, one for each class of strings; undefined is the absent key. */
export type Universe = Readonly<Record<Variable, ReadonlyArray<string | undefined>>>;
type Test = readonly [variable: Variable, patterns: readonly Pattern[], negated: boolean];

const KEYS: Record<string, Variable> = { 'aws:requestedregion': 'region', 'bedrock:inferenceprofilearn': 'profile' };

/**
 * "bedrock:InferenceProfileArn" is populated for the model authorizations, never for that of a profile
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html). Requests that break this do not occur; without that
 * knowledge AWS's own policy would allow the profile "with any value of the key", which is no request at all.
 */
const PROFILES: readonly Pattern[] = ['inference-profile', 'application-inference-profile'].map((type) => arn(`arn:*:bedrock:*:*:${type}/*`));

export class Encoding {
  readonly universe: Universe;
  private readonly statements: ReadonlyArray<Statement & { readonly tests: readonly Test[] }>;

  constructor(documents: readonly PolicyDocumentJson[], private readonly forms: readonly RequestForm[], samples: Record<Variable, string[]>) {
    this.statements = documents.flatMap(statementsOf).map((statement) => ({ ...statement, tests: testsOf(statement) }));
    const tests = [...this.statements.flatMap((s) => s.tests), ...forms.flatMap(formTests)];
    const values = (variable: Variable, extra: readonly Pattern[] = []) => {
      const patterns = tests.filter(([tested]) => tested === variable).flatMap(([, tested]) => tested);
      return representatives([...patterns, ...extra], samples[variable]);
    };
    this.universe = {
      action: values('action'),
      resource: values('resource', PROFILES),
      region: values('region'),
      profile: [undefined, ...values('profile')],
    };
  }

  /** SMT-LIB text that is satisfiable if and only if a request of the universe has the goal; `preference0` and so on, if assumed, hold too. */
  script(goal: 'outside' | 'not-allowed', preferences: readonly string[]): string {
    const of = (effect: string) => or(this.statements.filter((s) => s.effect === effect).map((s) => and(s.tests.map((test) => this.encode(test)))));
    const documented = or(this.forms.map((form) => and([...formTests(form).map((test) => this.encode(test)), this.presence(form)])));
    return [
      ...VARIABLES.map((variable) => `(declare-const ${variable} Int) (assert (<= 0 ${variable} ${this.universe[variable].length - 1}))`),
      `(assert (=> ${this.encode(['resource', PROFILES, false])} ${this.memberOf('profile', [undefined])}))`,
      `(define-fun allowed () Bool (and ${of('Allow')} (not ${of('Deny')})))`,
      `(define-fun documented () Bool ${documented})`,
      goal === 'outside' ? '(assert (and allowed (not documented)))' : '(assert (and documented (not allowed)))',
      ...preferences.map((preference, index) => `(declare-const preference${index} Bool) (assert (=> preference${index} ${preference}))`),
    ].join('\n');
  }

  memberOf(variable: Variable, values: ReadonlyArray<string | undefined>): string {
    return or(this.universe[variable].flatMap((value, index) => values.includes(value) ? [`(= ${variable} ${index})`] : []));
  }

  private encode([variable, patterns, negated]: Test): string {
    const members = this.universe[variable].filter((value) => value !== undefined && patterns.some((pattern) => isIn(value, pattern)));
    // An absent key is no member, so a negated test passes on it, as in IAM.
    return negated ? `(not ${this.memberOf(variable, members)})` : this.memberOf(variable, members);
  }

  private presence(form: RequestForm): string {
    return form.inferenceProfileArn === undefined ? this.memberOf('profile', [undefined]) : 'true';
  }
}

function testsOf({ actions, resources, conditions }: Statement): Test[] {
  return [
    // "The prefix and the action name are case insensitive": one spelling, the lower-case one, stands for all spellings of an action.
    ['action', actions.values.map((action) => glob(action.toLowerCase())), actions.negated],
    ['resource', resources.values.map(glob), resources.negated],
    ...conditions.map(({ operator, key, values }): Test => {
      const variable = Object.hasOwn(KEYS, key.toLowerCase()) ? KEYS[key.toLowerCase()] : undefined;
      if (!variable) throw new Error(`The prover does not model the condition key ${key}`);
      const { comparison, negated, ifExists, setOperator } = parseOperator(operator);
      if (ifExists || setOperator) throw new Error(`The prover does not model ${operator}`);
      switch (comparison) {
        case 'StringEquals': return [variable, values.map(exact), negated];
        case 'StringLike': return [variable, values.map(glob), negated];
        case 'Arn': return [variable, values.map(arn), negated];
        case 'Null': return [variable, [glob('*')], wantsAbsence(values)];
        default: throw new Error(`The prover does not model ${operator}`);
      }
    }),
  ];
}

/** An absent key is not in the set of all strings, so that Null "true" is the negated test of that set. */
function wantsAbsence(values: readonly string[]): boolean {
  if (values.length > 1) throw new Error('The prover does not model Null with several values');
  return values[0].toLowerCase() === 'true';
}

function formTests(form: RequestForm): Test[] {
  const { actions, resource, requestedRegion, inferenceProfileArn } = form;
  const isProfile = listOf(resource).some((text) => PROFILES.some((pattern) => isIn(text, pattern)));
  if (isProfile && inferenceProfileArn !== undefined) {
    throw new Error(`No profile is authorized with bedrock:InferenceProfileArn: ${JSON.stringify(form)}`);
  }
  return [
    ['action', actions.map((action) => exact(action.toLowerCase())), false],
    ['resource', listOf(resource).map(exact), false],
    ['region', listOf(requestedRegion).map((region) => region === ANY_REGION ? glob('*') : exact(region)), false],
    ...(inferenceProfileArn === undefined ? [] : [['profile', listOf(inferenceProfileArn).map(exact), false] as const]),
  ];
}

export function listOf(value: string | readonly string[]): readonly string[] {
  return typeof value === 'string' ? [value] : value;
}

function exact(text: string): Pattern { return { kind: 'exact', text }; }
function glob(text: string): Pattern { return { kind: 'glob', text }; }
function arn(text: string): Pattern { return { kind: 'arn', text }; }
function and(terms: readonly string[]): string { return `(and true ${terms.join(' ')})`; }
function or(terms: readonly string[]): string { return `(or false ${terms.join(' ')})`; }
