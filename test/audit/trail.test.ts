import { App, NestedStack, RemovalPolicy, Stack, Stage } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { deployedTrail, DEPLOYMENT, statementsOf } from './deployed-trail';
import { CrisTrail } from '../../src/audit/trail';
import { warningsOf } from '../profile/stack-warnings';
import { CloudTrailRecordName, recordsWhere } from '../support/cloudtrail-records';
import { resolveIntrinsics } from '../support/template-intrinsics';
import { TrailSelector, trailRecords, validateTrailSelectors } from '../support/trail-selectors';

describe('the trail', () => {
  const { resource, arn } = deployedTrail();
  const { Properties } = resource('AWS::CloudTrail::Trail');

  test('is in one Region, logs, and is validated', () => {
    expect(Properties).toMatchObject({ IsLogging: true, IsMultiRegionTrail: false, IncludeGlobalServiceEvents: false, EnableLogFileValidation: true });
  });

  test('delivers to its bucket and its log group, encrypted with its key', () => {
    expect(Properties).toMatchObject({
      S3BucketName: resource('AWS::S3::Bucket', 'TrailBucket').logicalId,
      KMSKeyId: arn('kms', `key/${resource('AWS::KMS::Key').logicalId}`),
      CloudWatchLogsLogGroupArn: arn('logs', `log-group:${resource('AWS::Logs::LogGroup').logicalId}:*`),
      CloudWatchLogsRoleArn: `arn:aws:iam::111122223333:role/${resource('AWS::IAM::Role').logicalId}`,
    });
  });

  test('waits for the policy of its bucket, without which CloudTrail refuses it', () => {
    const policy = resource('AWS::S3::BucketPolicy', 'TrailBucket');
    expect(policy.Properties.Bucket).toBe(Properties.S3BucketName);
    expect(resource('AWS::CloudTrail::Trail').DependsOn).toContain(policy.logicalId);
  });

  test.each<[boolean | undefined, CloudTrailRecordName[]]>([
    [undefined, []],
    [false, []],
    [true, ['startAsyncInvoke']],
  ])('with dataEvents %s it has advanced selectors only, and records the data events %j', (dataEvents, recorded) => {
    const trail = deployedTrail({ dataEvents }).resource('AWS::CloudTrail::Trail').Properties;
    const selectors = trail.AdvancedEventSelectors as TrailSelector[];
    expect(trail).not.toHaveProperty('EventSelectors');
    expect(validateTrailSelectors(selectors)).toEqual([]);
    expect(recordsWhere((record) => record.eventCategory === 'Data' && trailRecords(selectors, record))).toEqual(recorded);
    expect(recordsWhere((record) => record.eventCategory !== 'Data' && !trailRecords(selectors, record))).toEqual([]);
  });
});

describe('what is stored', () => {
  // The policies too: a bucket that is kept keeps what protects it.
  const STORES = [['AWS::S3::Bucket', 2], ['AWS::S3::BucketPolicy', 2], ['AWS::Logs::LogGroup', 1], ['AWS::KMS::Key', 1]] as const;

  test.each([
    [undefined, 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete'],
    [RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE, 'RetainExceptOnCreate'],
  ])('with removalPolicy %s every bucket with its policy, the log group and the key have the deletion policy %s', (removalPolicy, DeletionPolicy) => {
    const { template } = deployedTrail({ removalPolicy });
    for (const [type, count] of STORES) {
      template.resourceCountIs(type, count);
      const UpdateReplacePolicy = DeletionPolicy === 'Delete' ? 'Delete' : 'Retain';
      template.allResources(type, { DeletionPolicy, UpdateReplacePolicy });
    }
  });

  test.each([[undefined, 365], [logs.RetentionDays.ONE_MONTH, 30]])('with logRetention %s the log group keeps records for %i days', (logRetention, days) => {
    expect(deployedTrail({ logRetention }).resource('AWS::Logs::LogGroup').Properties.RetentionInDays).toBe(days);
  });

  const { template, resource, arn } = deployedTrail();
  const keyArn = arn('kms', `key/${resource('AWS::KMS::Key').logicalId}`);

  test('the bucket and the log group are encrypted with the key, which rotates', () => {
    expect(resource('AWS::KMS::Key').Properties.EnableKeyRotation).toBe(true);
    expect(resource('AWS::Logs::LogGroup').Properties.KmsKeyId).toBe(keyArn);
    expect(resource('AWS::S3::Bucket', 'TrailBucket').Properties).toMatchObject({
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ BucketKeyEnabled: false, ServerSideEncryptionByDefault: { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: keyArn } }],
      },
    });
  });

  test('the bucket of access logs is encrypted with the keys of S3, the only ones that S3 delivers them with', () => {
    expect(JSON.stringify(resource('AWS::S3::Bucket', 'AccessLogs').Properties.BucketEncryption)).toContain('"SSEAlgorithm":"AES256"');
  });

  test('both buckets are versioned and closed to the public', () => {
    const blocked = { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true };
    template.allResourcesProperties('AWS::S3::Bucket', { VersioningConfiguration: { Status: 'Enabled' }, PublicAccessBlockConfiguration: blocked });
  });

  test.each(['TrailBucket', 'AccessLogs'])('%s refuses everyone without TLS 1.2', (idPart) => {
    const bucketArn = `arn:aws:s3:::${resource('AWS::S3::Bucket', idPart).logicalId.toLowerCase()}`;
    const denied = statementsOf(resource('AWS::S3::BucketPolicy', idPart), 'PolicyDocument').filter(({ Effect }) => Effect === 'Deny');
    const everything = { Effect: 'Deny', Principal: { AWS: '*' }, Action: 's3:*', Resource: [bucketArn, `${bucketArn}/*`] };
    expect(denied).toEqual([
      { ...everything, Condition: { Bool: { 'aws:SecureTransport': 'false' } } },
      { ...everything, Condition: { NumericLessThan: { 's3:TlsVersion': 1.2 } } },
    ]);
  });
});

describe('one trail in a stack', () => {
  test.each<[string, (stack: Stack) => unknown, string]>([
    ['one of its own', (stack) => new CrisTrail(stack, 'First'), 'Stack/First'],
    ['one deep in it', (stack) => new CrisTrail(new Construct(stack, 'Audit'), 'First'), 'Stack/Audit/First'],
    ['one in a nested stack', (stack) => new CrisTrail(new NestedStack(stack, 'Nested'), 'First'), 'Stack/Nested/First'],
  ])('a second one fails and names the first: %s', (_, defineFirst, path) => {
    const stack = new Stack(new App(), 'Stack');
    defineFirst(stack);
    for (const [scope, at] of [[stack, 'Stack'], [new NestedStack(stack, 'Another'), 'Stack/Another']] as const) {
      expect(() => new CrisTrail(scope, 'Second')).toThrow(expect.objectContaining({
        constructPath: `${at}/Second`,
        message: `CrisTrail: a stack holds at most one, because each further trail in a Region costs money, and "${path}" is one; use it`,
      }));
    }
  });

  test('each stack may have its own, one of the same name in another app too', () => {
    const app = new App();
    const stacks = [new Stack(app, 'Stack'), new Stack(app, 'Other'), new Stack(new App(), 'Stack')];
    for (const stack of stacks) new CrisTrail(stack, 'Trail');
    for (const stack of stacks) Template.fromStack(stack).resourceCountIs('AWS::CloudTrail::Trail', 1);
  });
});

describe('the name of a trail', () => {
  // Letters, digits, periods, underscores and hyphens; no two of the latter three in a row; 3 to 128 characters.
  // https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-trail-naming-requirements.html
  const VALID = /^(?=.{3,128}$)[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$/;
  const nameOf = (stackName: string, id: string, parentId?: string) => {
    const stack = new Stack(new App(), 'Stack', { stackName });
    new CrisTrail(parentId === undefined ? stack : new Construct(stack, parentId), id);
    return String(Object.values(Template.fromStack(stack).findResources('AWS::CloudTrail::Trail'))[0].Properties.TrailName);
  };

  test.each([
    ['the ID Default', 'Stack', 'Default'],
    ['hyphens and other characters', 'a-b--c-', '_Trail.x y-'],
    ['a long stack name', 's'.repeat(128), 'Trail'],
    ['a long ID', 'S', 'i'.repeat(200)],
  ])('is one that CloudTrail takes: %s', (_, stackName, id) => {
    expect(nameOf(stackName, id)).toMatch(VALID);
  });

  // A name of more than 128 characters loses its middle, and both cuts can be at a separator.
  test('has no two hyphens in a row where a long one is cut', () => {
    expect(nameOf('s'.repeat(59), 'i'.repeat(58), 'Parent')).toMatch(VALID);
  });

  test('is another one for the same trail in a stack of another name', () => {
    expect(nameOf('One', 'Trail')).not.toBe(nameOf('Two', 'Trail'));
  });

  test('is known before deployment, so that the ARN of the trail is', () => {
    const { stack, trail, template, trailArn } = deployedTrail();
    expect(resolveIntrinsics(stack.resolve(trail.trailArn), template.toJSON(), DEPLOYMENT)).toBe(trailArn);
  });
});

test('a stack without env needs pseudo parameters, but no mappings, conditions or parameters of its own', () => {
  const { Parameters, Rules, Resources, ...others } = deployedTrail().template.toJSON();
  expect(others).toEqual({});
  expect(Object.keys(Parameters as object)).toEqual(['BootstrapVersion']);
});

const ID = 'cdk-bedrock-cris::furtherTrail';
const account = '111122223333';
const region = 'eu-west-1';
const env = { account, region };

const warned = (stack: Stack) => warningsOf(stack).map(({ path, id }) => `${path} ${id}`);

/** A trail in each of the scopes; the warnings of each stack. */
function warnings(...scopes: Construct[]): string[][] {
  scopes.forEach((scope) => new CrisTrail(scope, 'Trail'));
  return scopes.map((scope) => warned(Stack.of(scope)));
}

// The first copy of management events is free, each further one is not: https://aws.amazon.com/cloudtrail/pricing/
describe('a second trail of an app in the same account and Region', () => {
  test('gets a warning that names the stack of the first and tells what to do', () => {
    const app = new App();
    const [one, two] = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    expect(warnings(one, two)).toEqual([[], [`/Two/Trail ${ID}`]]);
    expect(warningsOf(two)[0].message).toBe('the stack One has a trail of the same Region, and each further trail is billed for all of its management events;'
      + ' leave this one out: AuditSource.eventBridge() works with any trail, AuditSource.logGroup(…) with the log group of that one');
  });

  test('is warned of in a stage too', () => {
    const app = new App();
    const scopes = ['Test', 'Live'].map((id) => new Stack(new Stage(app, id, { env }), 'Stack'));
    expect(warnings(...scopes)).toEqual([[], [`/Live/Stack/Trail ${ID}`]]);
    expect(warningsOf(scopes[1])[0].message).toContain('the stack Test/Stack has a trail of the same Region');
  });

  // Stacks of a stage without environments are deployed to the same one.
  test.each<[string, object | undefined]>([['its account', { account }], ['nothing', undefined]])('is warned of if %s is known, and the stage is the same', (_, environment) => {
    const app = new App();
    expect(warnings(...['One', 'Two'].map((id) => new Stack(app, id, { env: environment })))[1]).toEqual([`/Two/Trail ${ID}`]);
  });

  test.each([['first', 0], ['second', 1]])('is warned of if the %s is in a nested stack', (_, nestedAt) => {
    const app = new App();
    const stacks = ['One', 'Two'].map((id) => new Stack(app, id, { env }));
    const [one, two] = stacks.map((stack, index) => new CrisTrail(index === nestedAt ? new NestedStack(stack, 'Nested') : stack, 'Trail'));
    expect(stacks.flatMap(warned)).toEqual([`/${two.node.path} ${ID}`]);
    expect(warningsOf(stacks[1])[0].message).toContain(`the stack ${Stack.of(one).node.path} has`);
  });

  test('a third is warned of once, also where only the second is in its Region', () => {
    const ireland = new App();
    expect(warnings(...['One', 'Two', 'Three'].map((id) => new Stack(ireland, id, { env })))[2]).toEqual([`/Three/Trail ${ID}`]);
    const both = new App();
    const regions = ['us-east-1', region, region].map((of, index) => new Stack(both, `Stack${index}`, { env: { account, region: of } }));
    expect(warnings(...regions)).toEqual([[], [], [`/Stack2/Trail ${ID}`]]);
  });
});

describe('no warning', () => {
  test.each([
    ['in another Region', env, { account, region: 'us-east-1' }],
    ['in another account', env, { account: '444455556666', region }],
    ['where only the first is known', env, undefined],
    ['where only the second is known', undefined, env],
  ])('%s', (_, first, second) => {
    const app = new App();
    expect(warnings(new Stack(app, 'One', { env: first }), new Stack(app, 'Two', { env: second }))).toEqual([[], []]);
  });

  test('of stacks of two stages whose environments are known at deployment only', () => {
    const app = new App();
    const stacks = ['Test', 'Live'].map((id) => new Stack(new Stage(app, id), 'Stack'));
    expect(warnings(...stacks)).toEqual([[], []]);
  });

  test('in another app', () => {
    expect(warnings(new Stack(new App(), 'One', { env }), new Stack(new App(), 'Two', { env }))).toEqual([[], []]);
  });
});
