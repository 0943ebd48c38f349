import { createRequire } from 'module';
import { crossRegionGrants, CrossRegionProfileModule } from './cross-region-profile';
import type { Define } from '../side';

/** `@aws-cdk/aws-bedrock-alpha`, as its README says. */
export const define: Define = crossRegionGrants(createRequire(__filename)('@aws-cdk/aws-bedrock-alpha') as CrossRegionProfileModule);
