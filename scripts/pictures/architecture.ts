import { arrow, beside, box, group, numbered } from './diagram';
import { boxesOf, typesText } from './layout';
import { ACCESS, AUDIT, BEDROCK, ELSEWHERE, INK, MONITORING, MUTED, REMARK } from './palette';
import { Place, placesOf } from './places';
import { Resource, Synthesized } from './quick-start';
import { Node, pair, relationsOf } from './relations';
import { statementsOf } from './statements';
import { element, label, onCard } from './svg';
import { wrapped } from './words';

interface Edge {
  readonly between: readonly (readonly [Node, Node])[];
  readonly points: readonly (readonly [number, number])[];
  readonly text?: readonly [string, number, number, ('start' | 'end')?];
}

/** From where it begins to where it points, with the relations of the stack that it stands for. */
const EDGES: readonly Edge[] = [
  { between: [['function', 'role']], points: [[178, 181], [240, 181]], text: ['assumes', 208, 173] },
  { between: [['role', 'bedrock']], points: [[430, 181], [524, 181]], text: ['may call', 475, 173] },
  { between: [['dashboard', 'bedrock'], ['alarms', 'bedrock']], points: [[512, 331], [442, 331]], text: ['metrics', 477, 323] },
  { between: [['alarms', 'dashboard']], points: [[254, 329], [218, 329]] },
  { between: [['bedrock', 'rule']], points: [[594, 368], [594, 426]], text: ['a record of each call', 586, 387, 'end'] },
  { between: [['rule', 'log group']], points: [[524, 457], [440, 457]], text: ['delivers', 482, 449] },
  { between: [['rule', 'metric filters']], points: [[594, 488], [594, 503], [206, 503], [206, 488]], text: ['changes to the rule', 400, 519] },
  { between: [['log group', 'metric filters']], points: [[288, 457], [218, 457]], text: ['read by', 252, 449] },
  { between: [['log group', 'saved queries']], points: [[253, 457], [253, 545], [218, 545]] },
  { between: [['metric filters', 'dashboard']], points: [[110, 426], [110, 356]], text: ['where calls were processed', 118, 387, 'start'] },
  { between: [['metric filters', 'alarms']], points: [[206, 426], [206, 408], [342, 408], [342, 356]], text: ['unrecorded calls', 350, 387, 'start'] },
];

/** The architecture of the quick start. What the stack has and how it hangs together is the template's; where it is drawn is this file's. */
export function architecture(synthesized: Synthesized): string {
  const statements = statementsOf(synthesized);
  const relations = relationsOf(synthesized);
  checkDrawn(relations);
  const byPlace = resourcesByPlace(synthesized);
  const total = Object.keys(synthesized.resources).length;

  const content = [
    label('What the quick start deploys', { 'x': 20, 'y': 31, 'font-size': 17, 'font-weight': 600, 'fill': INK }),
    label(`${total} resources, drawn from the template that examples/typescript synthesizes`, { 'x': 20, 'y': 51, 'font-size': 12.5, 'fill': MUTED }),
    group(`Source Region ${synthesized.region}`, BEDROCK, { x: 16, y: 66, width: 666, height: 538 }, true),
    group('Access', ACCESS, { x: 30, y: 98, width: 412, height: 154 }),
    group('Amazon Bedrock', BEDROCK, { x: 512, y: 98, width: 160, height: 270 }),
    group('Monitoring', MONITORING, { x: 30, y: 274, width: 412, height: 94 }),
    group('Audit', AUDIT, { x: 30, y: 398, width: 642, height: 192 }),
    ...EDGES.flatMap(({ points, text }) => [arrow(points), ...text ? [beside(...text)] : []]),
    arrow([[594, 238], [594, 276]]),
    beside('routes to', 603, 261, 'start'),
    arrow([[664, 181], [742, 181]]),
    beside('routes to', 712, 173),
    ...boxesOf(synthesized, byPlace, statements).map(box),
    ...['inference profile', `model in ${statements.modelRegion}`, 'model without a Region'].flatMap((text, index) => [
      numbered(index + 1, 262, 171 + index * 23, index === 2 ? ELSEWHERE.strong : BEDROCK.strong),
      label(text, { 'x': 278, 'y': 175.2 + index * 23, 'font-size': 12, 'fill': INK }),
    ]),
    arrow([[742, 457], [664, 457]]),
    beside('through', 703, 449),
    ...remark(),
  ];
  const description = [
    `${typesByPlace(byPlace)}.`,
    `The role may call ${statements.actions.join(' and ')} on ${statements.inferenceProfileId}, on its model in ${statements.modelRegion},`,
    `and on the model without a Region, where aws:RequestedRegion is ${statements.requestedRegion}.`,
  ].join(' ');
  return onCard({ width: 904, height: 620, title: 'Architecture of the quick start', description, content });
}

function remark(): string[] {
  const lines = wrapped('Each call is authorized three times: as 1, 2 and 3. 2 and 3 are allowed only through 1.', 126, 12);
  return [
    element('rect', { x: 742, y: 276, width: 146, height: lines.length * 17 + 20, rx: 7, fill: REMARK.tint, stroke: REMARK.strong }),
    ...lines.map((line, index) => label(line, { 'x': 754, 'y': 298 + index * 17, 'font-size': 12, 'fill': INK })),
  ];
}

/** A relation that is not drawn, or drawn but gone from the stack, is an error. */
function checkDrawn(relations: ReadonlySet<string>): void {
  const drawn = EDGES.flatMap(({ between }) => between.map(([one, other]) => pair(one, other)));
  const missing = [...relations].filter((relation) => !drawn.includes(relation));
  const gone = drawn.filter((relation) => !relations.has(relation));
  if (missing.length > 0 || gone.length > 0) throw new Error(`the architecture does not draw: ${missing.join(', ') || 'none'}; draws what the stack does not have: ${gone.join(', ') || 'none'}`);
}

function resourcesByPlace({ resources }: Synthesized): Map<Place, Resource[]> {
  const byPlace = new Map<Place, Resource[]>();
  for (const [id, place] of placesOf(resources)) byPlace.set(place, [...byPlace.get(place) ?? [], resources[id]]);
  return byPlace;
}

function typesByPlace(byPlace: ReadonlyMap<Place, readonly Resource[]>): string {
  return [...byPlace].map(([place, resources]) => `${place} (${typesText(resources)})`).join(', ');
}
