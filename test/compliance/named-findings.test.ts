import { readFileSync } from 'fs';
import { join } from 'path';
import { Finding, namedFor, NAMED_FINDINGS, noLongerFound, SCANNERS, unnamed } from './named-findings';

test.each(NAMED_FINDINGS)('$rules of $of are each of one scanner, and have a reason', ({ rules, reason }) => {
  for (const rule of rules) expect(Object.values(SCANNERS).filter((name) => name.test(rule))).toHaveLength(1);
  expect(reason.length).toBeGreaterThan(40);
});

describe('what is named', () => {
  const logs: Finding = { rule: 'CT.S3.PR.2', of: 'AWS::S3::Bucket', id: 'TrailAccessLogs1A2B3C4D', template: 'own trail', path: '', message: 'Require access logs' };

  test('is no finding, and another rule, resource or type is one', () => {
    expect(unnamed([logs])).toEqual([]);
    expect(unnamed([{ ...logs, rule: 'CT.S3.PR.1' }, { ...logs, id: 'TrailBucket1A2B3C4D' }, { ...logs, of: 'AWS::S3::AccessPoint' }])).toEqual([
      'CT.S3.PR.1 of AWS::S3::Bucket TrailAccessLogs1A2B3C4D in own trail: Require access logs',
      'CT.S3.PR.2 of AWS::S3::Bucket TrailBucket1A2B3C4D in own trail: Require access logs',
      'CT.S3.PR.2 of AWS::S3::AccessPoint TrailAccessLogs1A2B3C4D in own trail: Require access logs',
    ]);
  });

  test('has to go once it is not found', () => {
    expect(noLongerFound('cfn-guard', [])).toContainEqual(expect.stringMatching(/^CT\.S3\.PR\.2 of AWS::S3::Bucket: /));
    expect(noLongerFound('cfn-guard', [logs])).not.toContainEqual(expect.stringMatching(/^CT\.S3\.PR\.2 /));
    expect(noLongerFound('cfn-guard', [])).not.toContainEqual(expect.stringMatching(/^(CKV|NIST|W)/));
  });
});

test('the guide has the controls of AWS Control Tower that defaults of the library do not follow', () => {
  const guide = readFileSync(join(__dirname, '..', '..', 'docs', 'organization.md'), 'utf8');
  const inGuide = new Set([...guide.matchAll(/`(CT\.[A-Z0-9]+\.PR\.\d+)`/g)].map(([, rule]) => rule));
  const named = new Set(namedFor('cfn-guard').filter(({ template }) => template?.test('own trail') ?? true).map(({ rules: [rule] }) => rule));
  expect([...inGuide].sort()).toEqual([...named].sort());
});
