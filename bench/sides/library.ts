import * as iam from 'aws-cdk-lib/aws-iam';
import { CrisChecks, CrisMonitoring, CrisWorkload, InferenceProfile, InferenceProfileGrants } from 'cdk-bedrock-cris';
import type { Define } from '../side';

/** The library, as a user calls it. */
export const define: Define = {
  roles(stack, ids, profiles) {
    const grants = InferenceProfileGrants.of(stack, profiles.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId)));
    for (const id of ids) grants.invoke(new iam.Role(stack, id, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') }));
  },
  workloads(stack, ids, { inferenceProfileId }, action) {
    if (action) new CrisMonitoring(stack, 'Monitoring', { alarms: { alarmActions: [action] } });
    for (const id of ids) new CrisWorkload(stack, id, { inferenceProfiles: [InferenceProfile.fromInferenceProfileId(inferenceProfileId)] });
  },
  check: (templatePaths) => new CrisChecks().validate({ templatePaths }).violations.length,
};
