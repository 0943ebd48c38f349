import { readFileSync } from 'fs';
import { join } from 'path';
import { QUICK_START } from './quick-start';
import { architecture } from '../../scripts/pictures/architecture';
import { dashboard } from '../../scripts/pictures/dashboard';
import { threeChecks } from '../../scripts/pictures/three-checks';
import { widgetsIn } from '../monitoring/dashboard-body';

const picture = (name: string) => readFileSync(join(__dirname, '..', '..', 'docs', 'images', `${name}.svg`), 'utf8');
const resources = Object.values(QUICK_START.resources);
const body = QUICK_START.text(resources.find(({ Type }) => Type === 'AWS::CloudWatch::Dashboard')!.Properties.DashboardBody);

/** Words as a reader of the picture sees them, whatever the lines. */
const words = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text).join(' ').replace(/&quot;/g, '"');

test('the pictures are those of the present quick start (if not: npm run pictures)', () => {
  expect(picture('architecture') === architecture(QUICK_START)).toBe(true);
  expect(picture('dashboard') === dashboard(QUICK_START)).toBe(true);
  expect(picture('three-checks') === threeChecks(QUICK_START)).toBe(true);
});

test.each([...new Set(resources.map(({ Type }) => Type))])('the architecture names %s, with their number', (type) => {
  const counted = [...picture('architecture').matchAll(/<title>([^<]*)<\/title>/g)].flatMap(([, title]) => title.split(', ')).filter((part) => part.endsWith(type));
  const sum = counted.reduce((total, part) => total + (part === type ? 1 : Number(part.split(' ')[0])), 0);
  expect(sum).toBe(resources.filter(({ Type }) => Type === type).length);
});

test.each(widgetsIn(body).filter(({ title }) => title !== undefined).map(({ title, lines }) => [title!, lines] as const))('the dashboard shows "%s", with its lines', (title, lines) => {
  const visible = lines.filter((line) => line.visible !== false && line.label !== undefined).map((line) => line.label!);
  const from = words(picture('dashboard')).split(` ${title} `).slice(1).join(` ${title} `);
  for (const label of visible) expect(from).toContain(label);
});

test.each(widgetsIn(body).filter((widget) => widget.markdown !== undefined).map(({ markdown }) => markdown!))('the dashboard shows the text %s', (markdown) => {
  const shown = words(picture('dashboard')).replace(/ +/g, ' ');
  const text = (line: string) => line.replace(/^#+ /, '').replace(/\[([^\]]+)\]\([^)]*\)/g, ' $1 ').replace(/`/g, ' ').replace(/ +/g, ' ').trim();
  for (const line of markdown.split('\n').filter(Boolean)) expect(shown).toContain(text(line));
});

test('the dashboard shows the state of each alarm', () => {
  const alarms = resources.filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').length;
  expect(words(picture('dashboard'))).toContain(`1 in alarm, ${alarms - 1} OK`);
});

test('the dashboard says that its data is a sample, also to who does not see it', () => {
  expect(words(picture('dashboard'))).toContain('sample data');
  expect(/<desc[^>]*>([^<]*)</.exec(picture('dashboard'))![1]).toContain('sample data');
});

test('the architecture shows the three statements of the role', () => {
  expect(words(picture('architecture'))).toContain('1 inference profile 2 model in eu-west-1 3 model without a Region');
  expect(words(picture('architecture'))).toContain('aws:RequestedRegion is unspecified');
});

test('the picture of the three checks shows the resources and the Regions of the policy', () => {
  const shown = words(picture('three-checks'));
  const [policy] = resources.filter(({ Type }) => Type === 'AWS::IAM::Policy').map(({ Properties }) => Properties.PolicyDocument as { Statement: { Action: string | string[]; Resource: unknown; Condition?: { StringEquals: Record<string, unknown> } }[] });
  const statements = policy.Statement.filter(({ Action }) => [Action].flat().some((action) => action.startsWith('bedrock:Invoke')));
  expect(statements).toHaveLength(3);
  for (const { Resource: resource, Condition } of statements) {
    expect(shown).toContain(`${QUICK_START.text(resource)} aws:RequestedRegion is ${String(Condition!.StringEquals['aws:RequestedRegion'])}`);
  }
});
