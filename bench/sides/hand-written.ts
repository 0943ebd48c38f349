import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { HandWrittenMonitoring } from './hand-written-monitoring';
import { allowProfile, define as roles } from './hand-written-role';
import type { BenchedProfile, Define } from '../side';

/** What the library is measured against: the same resources for one global profile, with aws-cdk-lib alone. */
class HandWrittenWorkload extends Construct {
  constructor(scope: Construct, id: string, profile: BenchedProfile) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Calls Amazon Bedrock through cross-Region inference profiles',
    });
    allowProfile(role, profile);
  }
}

export const define: Define = {
  ...roles,
  workloads(stack: Stack, ids, profile, action) {
    new HandWrittenMonitoring(stack, 'Monitoring', profile.inferenceProfileId, action);
    for (const id of ids) new HandWrittenWorkload(stack, id, profile);
  },
};
