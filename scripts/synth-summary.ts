/** Synthesizes the quick start, and says what it defines. */
import { readFileSync } from 'fs';
import { join, relative } from 'path';
import { App } from 'aws-cdk-lib';
import { AssistantStack } from '../examples/typescript/assistant-stack';

interface Resource {
  readonly Type: string;
  readonly Properties?: Record<string, unknown>;
}

interface Statement {
  readonly Resource: unknown;
  readonly Condition?: { readonly StringEquals?: Readonly<Record<string, unknown>> };
}

export function summary(): string {
  const outdir = join(__dirname, '..', 'cdk.out', 'quick-start');
  const app = new App({ outdir, context: { ...recommendedFlags() } });
  const stack = new AssistantStack(app, 'CrisQuickStart', { env: { region: 'eu-west-1' } });
  const artifact = app.synth().getStackArtifact(stack.artifactId);
  const resources = Object.values((artifact.template as { Resources: Record<string, Resource> }).Resources);
  return [
    `${stack.stackName}: a Lambda function that calls global.anthropic.claude-sonnet-4-5-20250929-v1:0 from ${stack.region}`,
    '',
    'Resources',
    ...counts(resources.map((resource) => resource.Type)).map(([type, count]) => `  ${String(count).padStart(2)}  ${type}`),
    `  ${String(resources.length).padStart(2)}  in all`,
    '',
    'What the role may do on Amazon Bedrock: InvokeModel and InvokeModelWithResponseStream on',
    ...bedrockStatements(resources).flatMap(({ Resource: resource, Condition }, index) => [
      `  ${index + 1}  ${text(resource)}`,
      ...Object.entries(Condition?.StringEquals ?? {}).map(([key, value]) => `       if ${key} is ${text(value)}`),
    ]),
    '',
    `Template: ${relative(process.cwd(), artifact.templateFullPath)}`,
    '',
  ].join('\n');
}

function recommendedFlags(): Record<string, unknown> {
  return JSON.parse(readFileSync(require.resolve('aws-cdk-lib/recommended-feature-flags.json'), 'utf8')) as Record<string, unknown>;
}

function counts(values: string[]): [string, number][] {
  const byValue = new Map<string, number>();
  for (const value of values) byValue.set(value, (byValue.get(value) ?? 0) + 1);
  return [...byValue].sort(([a], [b]) => (a < b ? -1 : 1));
}

function bedrockStatements(all: Resource[]): Statement[] {
  return all
    .filter((resource) => resource.Type === 'AWS::IAM::Policy')
    .flatMap((resource) => (resource.Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement)
    .filter((statement) => JSON.stringify(statement).includes('bedrock:InvokeModel'));
}

/** A value of the template on one line: `Fn::Join` spelled out, references as `<name>`. */
function text(value: unknown): string {
  if (typeof value === 'string') return value;
  const intrinsic = value as { 'Ref'?: string; 'Fn::Join'?: [string, unknown[]] };
  if (intrinsic.Ref !== undefined) return `<${intrinsic.Ref.replace('AWS::', '')}>`;
  if (intrinsic['Fn::Join']) return intrinsic['Fn::Join'][1].map(text).join(intrinsic['Fn::Join'][0]);
  return JSON.stringify(value);
}
