import type { Define } from './side';
import { CrisTrail, CrisWorkload, InferenceProfile } from '../src';

/** The library, as a user calls it. */
export const define: Define = {
  workloads(stack, ids, { inferenceProfileId }) {
    for (const id of ids) new CrisWorkload(stack, id, { inferenceProfiles: [InferenceProfile.fromInferenceProfileId(inferenceProfileId)] });
  },
  policies(stack, profiles) {
    new CrisWorkload(stack, 'Workload', {
      inferenceProfiles: profiles.map(({ inferenceProfileId }) => InferenceProfile.fromInferenceProfileId(inferenceProfileId)),
      dashboard: { enabled: false },
      alarms: { enabled: false },
      trail: CrisTrail.none(),
    });
  },
};
