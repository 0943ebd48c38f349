import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { App, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { CrisChecks, CrisWorkload, InferenceProfile } from '../../src';

/** How the synth of an app with the plugin ended. */
export interface Outcome {
  readonly name: string;
  readonly ended: 'well' | 'threw' | 'with an exit code';
  /** What was printed, and the message of what was thrown. */
  readonly text: string;
}

const PROFILE = 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.anthropic.claude-opus-5';
const INVOKE = ['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream'];
const ENV = { account: '111122223333', region: 'eu-west-1' };

function role(scope: Construct, id: string, resource: string): iam.Role {
  const defined = new iam.Role(scope, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  defined.addToPolicy(new iam.PolicyStatement({ actions: INVOKE, resources: [resource] }));
  return defined;
}

function acknowledge(construct: Construct, ...rules: string[]): void {
  for (const rule of rules) Validations.of(construct).acknowledge({ id: `cdk-bedrock-cris::${rule}`, reason: 'its models are allowed by the account' });
}

/** Each app, by what is special about it. */
const APPS: Record<string, (app: App) => void> = {
  'sound': (app) => void new CrisWorkload(new Stack(app, 'Stack', { env: ENV }), 'Assistant', { inferenceProfiles: [InferenceProfile.globalProfile(FoundationModelIdentifier.ANTHROPIC_CLAUDE_SONNET_4_5_20250929_V1_0)] }),
  'error': (app) => void role(new Stack(app, 'Stack', { env: ENV }), 'Faulty', PROFILE),
  'warning': (app) => void role(new Stack(app, 'Stack', { env: ENV }), 'Wide', '*'),
  'nested': (app) => {
    const service = new Stack(new Stage(new Stage(app, 'Production'), 'Europe'), 'Service', { env: ENV });
    role(service, 'InStage', PROFILE);
    role(new NestedStack(service, 'Nested'), 'InNested', PROFILE);
  },
  'another rule acknowledged': (app) => acknowledge(role(new Stack(app, 'Stack', { env: ENV }), 'Faulty', PROFILE), 'regionlessModelMissing'),
  'the rule acknowledged': (app) => acknowledge(role(new Stack(app, 'Stack', { env: ENV }), 'Faulty', PROFILE), 'sourceRegionModelMissing'),
  'acknowledged on another': (app) => {
    const stack = new Stack(app, 'Stack', { env: ENV });
    acknowledge(role(stack, 'Acknowledged', PROFILE), 'regionlessModelMissing', 'sourceRegionModelMissing');
    role(stack, 'Other', PROFILE);
  },
  'acknowledged on the stage': (app) => {
    const stage = new Stage(app, 'Production');
    role(new Stack(stage, 'Service', { env: ENV }), 'InStage', PROFILE);
    acknowledge(stage, 'regionlessModelMissing', 'sourceRegionModelMissing');
  },
};

export function outcomes(): Outcome[] {
  return Object.entries(APPS).map(([name, define]) => ({ name, ...synthesized(define) }));
}

function synthesized(define: (app: App) => void): Omit<Outcome, 'name'> {
  const outdir = mkdtempSync(join(tmpdir(), 'cris-plugin-'));
  const before = { exitCode: process.exitCode, error: console.error, write: process.stderr.write };
  const texts: string[] = [];
  try {
    process.exitCode = 0;
    console.error = (text: unknown) => void texts.push(String(text));
    process.stderr.write = (text: string | Uint8Array) => texts.push(String(text)) > 0;
    // What the CDK CLI sets.
    const app = new App({ outdir, analyticsReporting: false, context: { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true } });
    Validations.of(app).addPlugins(new CrisChecks());
    define(app);
    app.synth();
    return { ended: process.exitCode === 0 ? 'well' : 'with an exit code', text: texts.join('\n') };
  } catch (error) {
    return { ended: 'threw', text: [...texts, (error as Error).message].join('\n') };
  } finally {
    process.exitCode = before.exitCode;
    console.error = before.error;
    process.stderr.write = before.write;
    rmSync(outdir, { recursive: true, force: true });
  }
}
