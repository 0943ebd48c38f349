import type { Stack } from 'aws-cdk-lib';
import type { IAlarmAction } from 'aws-cdk-lib/aws-cloudwatch';

/** What is measured against each other, in the order of the columns. */
export const SIDES = ['library', 'handWritten', 'bedrockAlpha', 'generativeAi'] as const;
export type Side = typeof SIDES[number];

/** One value for each side that has one. */
export type PerSide<T> = Partial<Record<Side, T>>;

/** The sides that define whole workloads: the others have no alarms and no audit, so they are not measured with them. */
export const WHOLE_SIDES = ['library', 'handWritten'] as const;

/** An inference profile, as every side needs it. */
export interface BenchedProfile {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  /** Destinations of a geographic profile; undefined for a global one. */
  readonly destinationRegions?: readonly string[];
}

/** How a side defines what is measured, as its documentation says. Its module exports that as `define`, or a function that makes it for a package. */
export interface Define {
  /** For each ID a role for AWS Lambda that may call through all profiles, and nothing besides. */
  roles(stack: Stack, ids: readonly string[], profiles: readonly BenchedProfile[]): void;
  /** For each ID one workload, in one stack, with one monitoring, whose alarms have the action, or none. */
  workloads?(stack: Stack, ids: readonly string[], profile: BenchedProfile, action?: IAlarmAction): void;
  /** Checks templates; returns how many findings there are. */
  check?(templatePaths: string[]): number;
}

export interface SideModules {
  /** What a user requires, from bench/child.ts. */
  readonly requires: string;
  /** The module of the side. */
  readonly defines: string;
  /** The package, for a side that is installed. */
  readonly package?: string;
}

export const MODULES: Record<Side, SideModules & { readonly forRoles?: SideModules }> = {
  library: { requires: 'cdk-bedrock-cris', defines: './sides/library' },
  handWritten: {
    requires: './sides/hand-written',
    defines: './sides/hand-written',
    // Who writes a role by hand loads nothing else.
    forRoles: { requires: './sides/hand-written-role', defines: './sides/hand-written-role' },
  },
  bedrockAlpha: { requires: '@aws-cdk/aws-bedrock-alpha', defines: './sides/peers', package: '@aws-cdk/aws-bedrock-alpha' },
  generativeAi: { requires: '@cdklabs/generative-ai-cdk-constructs', defines: './sides/peers', package: '@cdklabs/generative-ai-cdk-constructs' },
};

/** The value for each side that has one. */
export function mapped<T, U>(values: PerSide<T>, map: (value: T, side: Side) => U): PerSide<U> {
  return Object.fromEntries(SIDES.flatMap((side) => side in values ? [[side, map(values[side]!, side)]] : []));
}
