import { App, CfnParameter, Duration, NestedStack, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { deployedTrail } from './deployed-trail';
import { CrisTrail, CrisTrailProps } from '../../src/audit/trail';
import { warningsOf } from '../profile/stack-warnings';
import { recordsWhere } from '../support/cloudtrail-records';
import { TrailSelector, trailRecords, validateTrailSelectors } from '../support/trail-selectors';

const account = '111122223333';
const env = { account, region: 'eu-west-1' };

/** A trail with props that need constructs of its stack. */
function trailWith(props: (stack: Stack) => CrisTrailProps, stack = new Stack(new App(), 'Stack', { env })) {
  const trail = new CrisTrail(stack, 'Trail', props(stack));
  const template = () => Template.fromStack(stack);
  const of = (type: string, inTemplate = template()) => Object.values(inTemplate.findResources(type)).map(({ Properties }) => Properties as Record<string, unknown>);
  return { stack, trail, template, of };
}

const services = (policy: unknown) => (policy as { Statement: { Principal: { Service?: string } | '*' }[] }).Statement
  .flatMap(({ Principal }) => (Principal === '*' || Principal.Service === undefined ? [] : [Principal.Service]));

describe('the Regions', () => {
  test.each([[undefined, false], [false, false], [true, true]])('multiRegion %s: every Region and global services %s', (multiRegion, all) => {
    expect(deployedTrail({ multiRegion }).resource('AWS::CloudTrail::Trail').Properties).toMatchObject({ IsMultiRegionTrail: all, IncludeGlobalServiceEvents: all });
  });

  // Each Region that has a trail of its own pays for the copy of a trail for all Regions.
  test.each([[true, false], [false, true], [true, true]])('with multiRegion %s and %s in another Region a second trail is warned of', (first, second) => {
    const app = new App();
    const [one, two] = ['eu-west-1', 'us-east-1'].map((region) => new Stack(app, region, { env: { account, region } }));
    new CrisTrail(one, 'Trail', { multiRegion: first });
    new CrisTrail(two, 'Trail', { multiRegion: second });
    expect(warningsOf(two)).toEqual([expect.objectContaining({
      id: 'cdk-bedrock-cris::furtherTrail',
      message: expect.stringMatching(/^the stack eu-west-1 has a trail in eu-west-1, and one of the two is multiRegion: /),
    })]);
  });

  test.each<[string, object, object]>([
    ['another account', env, { account: '444455556666', region: 'us-east-1' }],
    ['another partition', env, { account, region: 'us-gov-west-1' }],
    ['a Region that is not known', env, { account }],
  ])('it is not in %s', (_, first, second) => {
    const app = new App();
    const [one, two] = [new Stack(app, 'One', { env: first }), new Stack(app, 'Two', { env: second })];
    for (const stack of [one, two]) new CrisTrail(stack, 'Trail', { multiRegion: true });
    expect(warningsOf(two)).toEqual([]);
  });
});

describe('a given bucket', () => {
  test('is the only one, and gets the statements before there is a trail', () => {
    const { of, template, trail, stack } = trailWith((scope) => ({ bucket: new s3.Bucket(scope, 'Given') }));
    expect(of('AWS::S3::Bucket')).toHaveLength(1);
    const [[policyId, policy]] = Object.entries(template().findResources('AWS::S3::BucketPolicy'));
    expect(services(policy.Properties.PolicyDocument)).toEqual(['cloudtrail.amazonaws.com', 'cloudtrail.amazonaws.com']);
    const [{ DependsOn, Properties }] = Object.values(template().findResources('AWS::CloudTrail::Trail'));
    expect(DependsOn).toContain(policyId);
    expect(Properties.S3BucketName).toEqual(stack.resolve(trail.bucket.bucketName));
    expect(warningsOf(stack)).toEqual([]);
  });

  test.each(['of another stack', 'of the stack around a nested one'])('%s gets them, without a circle', (where) => {
    const app = new App();
    const outer = new Stack(app, 'Outer', { env });
    const stack = where === 'of another stack' ? new Stack(app, 'Stack', { env }) : new NestedStack(outer, 'Nested');
    const encryptionKey = new kms.Key(outer, 'Key');
    const { template } = trailWith(() => ({ bucket: new s3.Bucket(outer, 'Given'), encryptionKey }), stack);
    expect(services(Object.values(Template.fromStack(outer).findResources('AWS::S3::BucketPolicy'))[0].Properties.PolicyDocument)).toHaveLength(2);
    expect(services(Object.values(Template.fromStack(outer).findResources('AWS::KMS::Key'))[0].Properties.KeyPolicy)).toHaveLength(3);
    template().resourceCountIs('AWS::S3::Bucket', 0);
    template().resourceCountIs('AWS::KMS::Key', 0);
    expect(() => app.synth()).not.toThrow();
  });

  test('that is given to the trails of two stacks has the statements of both', () => {
    const app = new App();
    const central = new Stack(app, 'Central', { env });
    const [bucket, encryptionKey] = [new s3.Bucket(central, 'Given'), new kms.Key(central, 'Key')];
    for (const id of ['One', 'Two']) new CrisTrail(new Stack(app, id, { env }), 'Trail', { bucket, encryptionKey });
    const template = Template.fromStack(central).toJSON() as { Resources: Record<string, { Properties?: { PolicyDocument?: object; KeyPolicy?: object } }> };
    const policies = Object.values(template.Resources).map(({ Properties }) => Properties?.PolicyDocument ?? Properties?.KeyPolicy).filter((policy) => policy !== undefined);
    expect(policies.map((policy) => services(policy).length)).toEqual([4, 6]);
    // Some policies take no Sid twice.
    expect(JSON.stringify(policies)).not.toContain('"Sid"');
    for (const id of ['One', 'Two']) expect(JSON.stringify(policies)).toContain(`trail/${id}-Trail-`);
    expect(() => app.synth()).not.toThrow();
  });

  test('that is only referenced, in a central account too, is warned of: its policy has to allow it', () => {
    const { stack, template } = trailWith((scope) => ({
      bucket: s3.Bucket.fromBucketAttributes(scope, 'Given', { bucketName: 'central-trails', account: '444455556666' }),
    }));
    template().resourceCountIs('AWS::S3::Bucket', 0);
    template().hasResourceProperties('AWS::CloudTrail::Trail', { S3BucketName: 'central-trails' });
    expect(warningsOf(stack)).toEqual([{
      path: '/Stack/Trail',
      id: 'cdk-bedrock-cris::bucketPolicyNotAdded',
      message: expect.stringMatching(/^bucket: the bucket is defined elsewhere, so its policy is not changed here; let it allow cloudtrail.amazonaws.com .* for the trail Stack-Trail-\w+, see https:/),
    }]);
  });

  test('of a class that takes some statements only is warned of too', () => {
    class WithoutAcl extends s3.Bucket {
      public addToResourcePolicy(statement: iam.PolicyStatement) {
        return statement.actions.includes('s3:GetBucketAcl') ? { statementAdded: false } : super.addToResourcePolicy(statement);
      }
    }
    const { stack } = trailWith((scope) => ({ bucket: new WithoutAcl(scope, 'Given') }));
    expect(warningsOf(stack).map(({ id }) => id)).toEqual(['cdk-bedrock-cris::bucketPolicyNotAdded']);
  });
});

describe('a given key', () => {
  test('is the only one, and gets the statements', () => {
    const { of, stack } = trailWith((scope) => ({ encryptionKey: new kms.Key(scope, 'Given') }));
    expect(of('AWS::KMS::Key').map(({ KeyPolicy }) => services(KeyPolicy))).toEqual([['cloudtrail.amazonaws.com', 'cloudtrail.amazonaws.com', 'logs.eu-west-1.amazonaws.com']]);
    const key = { 'Fn::GetAtt': [expect.stringMatching(/^Given/), 'Arn'] };
    expect([of('AWS::CloudTrail::Trail')[0].KMSKeyId, of('AWS::Logs::LogGroup')[0].KmsKeyId]).toEqual([key, key]);
    expect(warningsOf(stack)).toEqual([]);
  });

  test('that is only referenced is warned of: its policy has to allow it', () => {
    const keyArn = 'arn:aws:kms:eu-west-1:111122223333:key/1';
    const { stack, of } = trailWith((scope) => ({ encryptionKey: kms.Key.fromKeyArn(scope, 'Given', keyArn) }));
    expect([of('AWS::KMS::Key'), of('AWS::CloudTrail::Trail')[0].KMSKeyId]).toEqual([[], keyArn]);
    expect(warningsOf(stack).map(({ id, message }) => [id, message.slice(0, 28)])).toEqual([
      ['cdk-bedrock-cris::keyPolicyNotAdded', 'encryptionKey: the key is de'], ['cdk-bedrock-cris::keyPolicyNotAdded', 'encryptionKey: the key is de'],
    ]);
    expect(warningsOf(stack).map(({ message }) => /let it allow ([\w.]+ ?\w+)/.exec(message)![1])).toEqual(['cloudtrail.amazonaws.com kms', 'CloudWatch Logs']);
  });
});

describe('given access logs', () => {
  test('get those of the bucket, and no other bucket is made', () => {
    const { of, template } = trailWith((scope) => ({ accessLogsBucket: new s3.Bucket(scope, 'Given') }));
    expect(of('AWS::S3::Bucket')).toHaveLength(2);
    template().hasResourceProperties('AWS::S3::Bucket', { LoggingConfiguration: { DestinationBucketName: { Ref: Match.stringLikeRegexp('^Given') } } });
    expect(of('AWS::S3::BucketPolicy').flatMap(({ PolicyDocument }) => services(PolicyDocument)).filter((service) => service.startsWith('logging'))).toHaveLength(1);
  });

  test('of another stack make no circle', () => {
    const app = new App();
    const other = new Stack(app, 'Other', { env });
    trailWith(() => ({ accessLogsBucket: new s3.Bucket(other, 'Given') }), new Stack(app, 'Stack', { env }));
    expect(() => app.synth()).not.toThrow();
    const [{ Properties }] = Object.values(Template.fromStack(other).findResources('AWS::S3::BucketPolicy'));
    expect((Properties.PolicyDocument as { Statement: object[] }).Statement).toEqual([expect.objectContaining({
      Principal: { Service: 'logging.s3.amazonaws.com' }, Condition: { StringEquals: { 'aws:SourceAccount': account } },
    })]);
  });

  test('that are only referenced are warned of', () => {
    const { stack } = trailWith((scope) => ({ accessLogsBucket: s3.Bucket.fromBucketName(scope, 'Given', 'access-logs') }));
    expect(warningsOf(stack).map(({ id, message }) => [id, message.split(':')[0]])).toEqual([['cdk-bedrock-cris::bucketPolicyNotAdded', 'accessLogsBucket']]);
  });
});

describe('how long records are kept', () => {
  test.each([[undefined, 400], [Duration.days(30), 30], [Duration.hours(48), 2]])('recordRetention %s: both buckets %i days, replaced versions and parts of uploads a week', (recordRetention, days) => {
    deployedTrail({ recordRetention }).template.allResourcesProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [{
          Status: 'Enabled', ExpirationInDays: days, NoncurrentVersionExpiration: { NoncurrentDays: 7 }, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 },
        }],
      },
    });
  });

  test.each([[undefined, undefined], [false, false], [true, true]])('deletionProtection %s: of the log group %s', (deletionProtection, enabled) => {
    expect(deployedTrail({ deletionProtection }).resource('AWS::Logs::LogGroup').Properties.DeletionProtectionEnabled).toBe(enabled);
  });
});

describe('what is left out', () => {
  const KMS = 'kms.amazonaws.com';
  const RDS = 'rdsdata.amazonaws.com';

  test.each([[undefined, [KMS, RDS]], [[KMS], [KMS]], [[RDS, KMS], [RDS, KMS]], [[], []]])('excludedEventSources %j: %j', (excludedEventSources, notRecorded) => {
    const selectors = deployedTrail({ excludedEventSources }).resource('AWS::CloudTrail::Trail').Properties.AdvancedEventSelectors as TrailSelector[];
    expect(validateTrailSelectors(selectors)).toEqual([]);
    // Prowler's check of management events passes for this name only.
    expect(selectors.map(({ Name }) => Name)).toEqual(['Management events selector']);
    const sources = selectors[0].FieldSelectors.find(({ Field }) => Field === 'eventSource');
    expect(sources?.NotEquals ?? []).toEqual(notRecorded);
    expect(recordsWhere((record) => record.eventCategory !== 'Data' && !trailRecords(selectors, record))).toEqual([]);
  });
});

test.each<[RegExp, (stack: Stack) => CrisTrailProps]>([
  [/^excludedEventSources: \["s3.amazonaws.com"\] is not a list, each of which is one of kms.amazonaws.com, rdsdata.amazonaws.com; /, () => ({ excludedEventSources: ['s3.amazonaws.com'] })],
  [/^excludedEventSources: "kms.amazonaws.com" is given twice; /, () => ({ excludedEventSources: ['kms.amazonaws.com', 'kms.amazonaws.com'] })],
  [/^excludedEventSources: an event source is a token/, (stack) => ({ excludedEventSources: [new CfnParameter(stack, 'P').valueAsString] })],
  [/^excludedEventSources: an event source is a token/, (stack) => ({ excludedEventSources: Token.asList(new CfnParameter(stack, 'P', { type: 'CommaDelimitedList' }).value) })],
  [/^recordRetention: 0.5 days; give whole days, at least 1, /, () => ({ recordRetention: Duration.hours(12) })],
  [/^recordRetention: 0 days; /, () => ({ recordRetention: Duration.days(0) })],
  [/^recordRetention: no bucket is made here that it could be for, because bucket is given; /, (stack) => ({ bucket: new s3.Bucket(stack, 'B'), recordRetention: Duration.days(30) })],
  [/^accessLogsBucket: no bucket is made here/, (stack) => ({ bucket: new s3.Bucket(stack, 'B'), accessLogsBucket: new s3.Bucket(stack, 'C') })],
  [/^bucket: it is in the Region "us-east-1", and this stack is in "eu-west-1"; /, (stack) => ({ bucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'given', region: 'us-east-1' }) })],
  [/^accessLogsBucket: it is in the account "444455556666"/, (stack) => ({ accessLogsBucket: s3.Bucket.fromBucketAttributes(stack, 'B', { bucketName: 'given', account: '444455556666' }) })],
  [/^encryptionKey: it is in the Region "us-east-1"/, (stack) => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'K', 'arn:aws:kms:us-east-1:111122223333:key/1') })],
  [/^deletionProtection: true, and removalPolicy is DESTROY/, () => ({ deletionProtection: true, removalPolicy: RemovalPolicy.DESTROY })],
])('%s', (message, props) => {
  const stack = new Stack(new App(), 'Stack', { env });
  expect(() => new CrisTrail(stack, 'Trail', props(stack))).toThrow(message);
  // What was refused does not count.
  expect(() => new CrisTrail(stack, 'Next')).not.toThrow();
});

// The key exists before the log group, and CloudFormation gives the log group its name.
describe('the log groups that a key is for', () => {
  const logGroupsOf = (template: Template) => {
    const [{ Properties }] = Object.values(template.findResources('AWS::KMS::Key'));
    return (Properties.KeyPolicy as { Statement: { Condition?: { ArnLike?: Record<string, unknown> } }[] }).Statement
      .flatMap(({ Condition }) => Condition?.ArnLike?.['kms:EncryptionContext:aws:logs:arn'] ?? []).map((arn) => JSON.stringify(arn));
  };

  test('are, in its own stack, those of the name that the stack is deployed under', () => {
    const { template } = trailWith(() => ({}));
    expect(logGroupsOf(template())).toEqual([expect.stringMatching(/log-group:",{"Ref":"AWS::StackName"},"-\*"/)]);
  });

  test('are, from another stack, those of the stack of the log group by its name', () => {
    const app = new App();
    const central = new Stack(app, 'Central', { env });
    const encryptionKey = new kms.Key(central, 'Key');
    for (const stackName of ['prod-one', 'prod-two']) new CrisTrail(new Stack(app, stackName.replace('-', ''), { env, stackName }), 'Trail', { encryptionKey });
    expect(logGroupsOf(Template.fromStack(central))).toEqual([expect.stringContaining('log-group:prod-one-*'), expect.stringContaining('log-group:prod-two-*')]);
  });

  test('are, from around a nested stack, those of the stack around, whose name that of the nested stack begins with', () => {
    const outer = new Stack(new App(), 'Outer', { env, stackName: 'prod' });
    const encryptionKey = new kms.Key(outer, 'Key');
    new CrisTrail(new NestedStack(new NestedStack(outer, 'Nested'), 'Inner'), 'Trail', { encryptionKey });
    expect(logGroupsOf(Template.fromStack(outer))).toEqual([expect.stringContaining('log-group:prod-*')]);
    expect(() => outer.node.root.node.findAll() && (outer.node.root as App).synth()).not.toThrow();
  });

  test('are of the name that an organization gives to its log groups', () => {
    const { template } = trailWith(() => ({}), new Stack(new App({
      propertyInjectors: [{
        constructUniqueId: logs.LogGroup.PROPERTY_INJECTION_ID,
        inject: (props) => ({ ...props, logGroupName: '/my/trail' }),
      }],
    }), 'Stack', { env }));
    expect(logGroupsOf(template())).toEqual([expect.stringContaining('log-group:/my/trail"')]);
  });
});
