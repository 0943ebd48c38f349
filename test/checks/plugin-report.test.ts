import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { template } from './corpus/template-parts';
import { inlineRole } from './corpus/template-resources';
import { CrisChecks } from '../../src';

const folder = mkdtempSync(join(tmpdir(), 'plugin-report-'));
afterAll(() => rmSync(folder, { recursive: true }));

function reportOf(...statements: unknown[]) {
  const path = join(folder, 'x.template.json');
  writeFileSync(path, JSON.stringify(template({ Role: inlineRole('lambda.amazonaws.com', statements) })));
  return { path, report: new CrisChecks().validate({ templatePaths: [path] } as never) };
}

test('a finding is a violation at its place, with what mends it; an error fails the synth', () => {
  const { path, report } = reportOf({ Effect: 'Allow', Action: 'bedrock:InvokeModel', Resource: 'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.anthropic.claude-opus-5' });
  expect(report.success).toBe(false);
  expect(report.violations).toEqual(expect.arrayContaining([expect.objectContaining({
    ruleName: 'sourceRegionModelMissing',
    severity: 'error',
    description: expect.stringContaining('global.anthropic.claude-opus-5') as string,
    fix: expect.stringMatching(/; see https:\/\/docs\.aws\.amazon\.com\//) as string,
    ruleMetadata: { page: expect.stringMatching(/^https:\/\/docs\.aws\.amazon\.com\//) as string },
    violatingResources: [{ resourceLogicalId: 'Role', templatePath: path, locations: ['Properties.Policies.0.PolicyDocument.Statement.0'] }],
  })]));
});

test('without an error the synth goes on', () => {
  expect(reportOf().report).toMatchObject({ success: true, violations: [] });
});
