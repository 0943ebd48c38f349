import { Area, Box } from './diagram';
import { ACCESS, AUDIT, BEDROCK, ELSEWHERE, MONITORING, Tone } from './palette';
import { Place } from './places';
import { Resource, Synthesized } from './quick-start';
import { Statements } from './statements';
import { counted, wrapped } from './words';

const AREAS: Readonly<Record<Place, Area & { readonly tone: Tone }>> = {
  'function': { x: 42, y: 126, width: 136, height: 110, tone: ACCESS },
  'role': { x: 240, y: 126, width: 190, height: 110, tone: ACCESS },
  'dashboard': { x: 42, y: 302, width: 176, height: 54, tone: MONITORING },
  'alarms': { x: 254, y: 302, width: 176, height: 54, tone: MONITORING },
  'metric filters': { x: 42, y: 426, width: 176, height: 62, tone: AUDIT },
  'log group': { x: 288, y: 426, width: 152, height: 62, tone: AUDIT },
  'rule': { x: 524, y: 426, width: 140, height: 62, tone: AUDIT },
  'saved queries': { x: 42, y: 514, width: 176, height: 62, tone: AUDIT },
};

/** The boxes: those of resources, and the three of Amazon Bedrock that the role's statements are about. */
export function boxesOf({ text }: Synthesized, resources: ReadonlyMap<Place, readonly Resource[]>, statements: Statements): Box[] {
  const boxes = [...resources].map(([place, held]): Box => {
    const [title, ...lines] = wording(place, held, text);
    return { ...AREAS[place], title: [title], lines, tooltip: typesText(held) };
  });
  const column = { x: 524, width: 140, tone: BEDROCK };
  const id = statements.inferenceProfileId.replace(/[.-](?=\D)/g, '$& ').replace(/-(?=2)/, '- ');
  return [
    ...boxes,
    { ...column, y: 126, height: 112, number: 1, title: ['Global inference', 'profile'], lines: wrapped(id, 130, 12).map((line) => line.replace(/ /g, '')) },
    { ...column, y: 276, height: 80, number: 2, title: ['Model in', statements.modelRegion] },
    { x: 742, y: 426, width: 146, height: 62, tone: ELSEWHERE, title: ['CloudTrail trail'], lines: ['of the account,', 'not in the stack'] },
    {
      x: 742,
      y: 126,
      width: 146,
      height: 112,
      number: 3,
      tone: ELSEWHERE,
      title: ['Any commercial', 'Region'],
      lines: ['aws:RequestedRegion', `is ${statements.requestedRegion}`],
    },
  ];
}

/** `2 AWS::Logs::LogGroup, AWS::Logs::ResourcePolicy`. */
export function typesText(resources: readonly Resource[]): string {
  const types = resources.map(({ Type }) => Type);
  return [...new Set(types)].map((type) => {
    const count = types.filter((other) => other === type).length;
    return count === 1 ? type : `${count} ${type}`;
  }).join(', ');
}

/** What a box says: its name, and what of the template is worth a line. */
function wording(place: Place, held: readonly Resource[], text: (value: unknown) => string): string[] {
  const all = (type: string) => held.filter(({ Type }) => Type === type).map(({ Properties }) => Properties);
  switch (place) {
    case 'function': return [counted(all('AWS::Lambda::Function').length, 'Lambda function'), 'and its log group'];
    case 'role': return ['IAM role', '', '', '', ''];
    case 'dashboard': return ['Dashboard', widgetsText(text(all('AWS::CloudWatch::Dashboard')[0].DashboardBody))];
    case 'alarms': {
      const silent = all('AWS::CloudWatch::Alarm').every(({ AlarmActions }) => AlarmActions === undefined);
      return [counted(all('AWS::CloudWatch::Alarm').length, 'alarm'), silent ? 'no action by default' : 'with actions'];
    }
    case 'metric filters': {
      const names = all('AWS::Logs::MetricFilter').flatMap(({ MetricTransformations }) => (MetricTransformations as { MetricName: string }[]).map(({ MetricName }) => MetricName));
      return [counted(held.length, 'metric filter'), `for ${new Set(names).size} metrics`];
    }
    case 'log group': return ['Log group', `kept ${String(all('AWS::Logs::LogGroup')[0].RetentionInDays)} days`];
    case 'rule': return ['EventBridge rule', 'for Bedrock only'];
    case 'saved queries': return [counted(held.length, 'saved query'), 'of Logs Insights'];
  }
}

function widgetsText(body: string): string {
  const views = (JSON.parse(body) as { widgets: { properties: { view?: string } }[] }).widgets.map(({ properties }) => properties.view);
  const count = (view: string) => views.filter((one) => one === view).length;
  return `${count('timeSeries')} graphs, ${count('singleValue')} numbers`;
}
