import { numbered } from './diagram';
import { ACCESS, BEDROCK, BOX, BORDER, ELSEWHERE, FINE, INK, MUTED, Tone, WORST } from './palette';
import { Synthesized } from './quick-start';
import { statementsOf } from './statements';
import { element, label, onCard } from './svg';

/** One call through a global profile, the three checks that it has to pass, and what happens if one is missing. */
export function threeChecks(synthesized: Synthesized): string {
  const { inferenceProfileId, modelRegion, requestedRegion, actions } = statementsOf(synthesized);
  const { region } = synthesized;
  const model = inferenceProfileId.replace(/^global\./, '');
  const checks: readonly Check[] = [
    { tone: ACCESS, what: 'the inference profile', resource: `arn:aws:bedrock:${region}:111122223333:inference-profile/${inferenceProfileId}`, requestedRegion: region },
    { tone: BEDROCK, what: 'the model in the source Region', resource: `arn:aws:bedrock:${modelRegion}::foundation-model/${model}`, requestedRegion: modelRegion },
    { tone: ELSEWHERE, what: 'the model without a Region', resource: `arn:aws:bedrock:::foundation-model/${model}`, requestedRegion },
  ];
  return onCard({
    width: WIDTH,
    height: 372,
    title: 'One call through a global inference profile, three checks',
    description: `A call to ${region} through ${inferenceProfileId} is allowed if ${actions.join(' or ')} is allowed on ` +
      `${checks.map(({ what, resource, requestedRegion: value }) => `${what} (${resource}, where aws:RequestedRegion is ${value})`).join(', on ')}. If one is missing, the call is denied.`,
    content: [
      label('One call, three checks', { 'x': 20, 'y': 31, 'font-size': 17, 'font-weight': 600, 'fill': INK }),
      label(`Converse in ${region}, modelId: ${inferenceProfileId}`, { 'x': 20, 'y': 52, 'font-size': 13, 'fill': MUTED }),
      ...checks.flatMap((check, index) => row(check, index + 1, 68 + index * 74)),
      element('rect', { x: 16, y: 296, width: WIDTH - 32, height: 60, rx: 8, fill: BOX, stroke: WORST }),
      label('One missing: the call is denied. Many policies lack the third.',
        { 'x': 30, 'y': 320, 'font-size': 13, 'font-weight': 600, 'fill': WORST }),
      label('... is not authorized to perform: bedrock:InvokeModel on resource: arn:aws:bedrock:::foundation-model/...',
        { 'x': 30, 'y': 342, 'font-size': 12, 'fill': INK }),
    ],
  });
}

interface Check {
  readonly tone: Tone;
  readonly what: string;
  readonly resource: string;
  readonly requestedRegion: string;
}

const WIDTH = 830;

function row({ tone, what, resource, requestedRegion }: Check, number: number, y: number): string[] {
  return [
    element('rect', { x: 16, y, width: WIDTH - 32, height: 64, rx: 8, fill: tone.tint, stroke: BORDER }),
    numbered(number, 40, y + 32, tone.strong),
    label(what, { 'x': 64, 'y': y + 21, 'font-size': 13.5, 'font-weight': 600, 'fill': tone.strong }),
    label(resource, { 'x': 64, 'y': y + 39, 'font-size': 12, 'fill': INK }),
    label(`aws:RequestedRegion is ${requestedRegion}`, { 'x': 64, 'y': y + 55, 'font-size': 12, 'fill': MUTED }),
    label('allowed', { 'x': WIDTH - 32, 'y': y + 21, 'font-size': 13, 'font-weight': 600, 'text-anchor': 'end', 'fill': FINE }),
  ];
}
