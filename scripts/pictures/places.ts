import { Resource } from './quick-start';
import { references } from './references';

/** The boxes of the architecture that hold resources of the stack. */
export type Place = 'function' | 'role' | 'dashboard' | 'alarms' | 'rule' | 'log group' | 'metric filters' | 'saved queries';

interface Rule {
  readonly place: Place;
  readonly type: string;
  /** What tells two resources of a type apart: the type of the resource that uses it. */
  readonly usedBy?: string;
}

const RULES: readonly Rule[] = [
  { place: 'function', type: 'AWS::Lambda::Function' },
  { place: 'function', type: 'AWS::Logs::LogGroup', usedBy: 'AWS::Lambda::Function' },
  { place: 'role', type: 'AWS::IAM::Role', usedBy: 'AWS::Lambda::Function' },
  { place: 'role', type: 'AWS::IAM::Policy' },
  { place: 'dashboard', type: 'AWS::CloudWatch::Dashboard' },
  { place: 'alarms', type: 'AWS::CloudWatch::Alarm' },
  // Where they tell of themselves.
  { place: 'alarms', type: 'AWS::SNS::Topic' },
  { place: 'rule', type: 'AWS::Events::Rule' },
  { place: 'log group', type: 'AWS::Logs::LogGroup', usedBy: 'AWS::Logs::MetricFilter' },
  { place: 'log group', type: 'AWS::Logs::ResourcePolicy' },
  { place: 'metric filters', type: 'AWS::Logs::MetricFilter' },
  { place: 'saved queries', type: 'AWS::Logs::QueryDefinition' },
];

/** The place of each resource, by logical id. A resource without a place is an error: a picture that leaves something out is wrong. */
export function placesOf(resources: Readonly<Record<string, Resource>>): Map<string, Place> {
  const uses = Object.values(resources).map((resource) => ({ type: resource.Type, uses: references(resource) }));
  const isUsed = (id: string, type: string) => uses.some((user) => user.type === type && user.uses.has(id));
  const places = new Map<string, Place>();
  for (const [id, { Type }] of Object.entries(resources)) {
    const rules = RULES.filter((rule) => rule.type === Type && (rule.usedBy === undefined || isUsed(id, rule.usedBy)));
    if (rules.length !== 1) throw new Error(`the architecture has ${rules.length === 0 ? 'no place' : 'several places'} for ${Type} (${id})`);
    places.set(id, rules[0].place);
  }
  const empty = RULES.filter(({ type, place }) => !Object.keys(resources).some((id) => resources[id].Type === type && places.get(id) === place));
  if (empty.length > 0) throw new Error(`the architecture has a place for ${empty[0].type} (${empty[0].place}), but the stack has none`);
  return places;
}
