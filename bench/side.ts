import type { Stack } from 'aws-cdk-lib';

/** What is measured against each other. */
export const SIDES = ['library', 'handWritten'] as const;
export type Side = typeof SIDES[number];

/** One value for each side. */
export type Pair<T = number> = Record<Side, T>;

/** An inference profile, as both sides need it. */
export interface BenchedProfile {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  /** Destinations of a geographic profile; undefined for a global one. */
  readonly destinationRegions?: readonly string[];
}

/** How a side defines what is measured. */
export interface Define {
  /** One workload with all defaults for each ID, in one stack, on the trail of the stack. */
  workloads(stack: Stack, ids: readonly string[], profile: BenchedProfile): void;
  /** A role that may call through all profiles, and nothing besides. */
  policies(stack: Stack, profiles: readonly BenchedProfile[]): void;
}
