/** Filters on the log group of a trail that this library did not make: they count the calls of a role that has the grants alone. */
import { IntegTest } from '@aws-cdk/integ-tests-alpha';
import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudtrail from 'aws-cdk-lib/aws-cloudtrail';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { BedrockCaller } from './bedrock-caller';
import { CallAssertions } from './call-assertions';
import { integApp } from './integ-app';
import { AuditSource, CrisTrailFilters, InferenceProfile, InferenceProfileGrants } from '../../src';

const app = integApp();
const stack = new Stack(app, 'CrisIntegExistingTrail');
const profile = InferenceProfile.fromInferenceProfileId('global.amazon.nova-2-lite-v1:0');

const logGroup = new logs.LogGroup(stack, 'TrailLogs', { retention: logs.RetentionDays.ONE_DAY, removalPolicy: RemovalPolicy.DESTROY });
const bucket = new s3.Bucket(stack, 'TrailBucket', { enforceSSL: true, autoDeleteObjects: true, removalPolicy: RemovalPolicy.DESTROY });
const existingTrail = new cloudtrail.Trail(stack, 'ExistingTrail', {
  bucket,
  sendToCloudWatchLogs: true,
  cloudWatchLogGroup: logGroup,
  isMultiRegionTrail: false,
  includeGlobalServiceEvents: false,
});

const filters = new CrisTrailFilters(stack, 'Filters', {
  audit: AuditSource.logGroup(logGroup),
  // New with each deployment, so that no earlier one is counted: the end of the stack's ARN is unique.
  metricNamespace: Fn.join('/', ['BedrockCrisInteg', Fn.select(2, Fn.split('/', stack.stackId))]),
});
const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
InferenceProfileGrants.of(stack, [profile]).invoke(role);
const caller = new BedrockCaller(stack, 'Caller', { role, environment: {} });
caller.node.addDependency(existingTrail, filters);

const calls = new CallAssertions(new IntegTest(app, 'ExistingTrail', { testCases: [stack], stackUpdateWorkflow: false }));
calls.answered(caller, profile).next(calls.counted(filters, profile));
