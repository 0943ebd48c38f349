import type { Stack } from 'aws-cdk-lib';

/** What is measured against each other, in the order of the columns. */
export const SIDES = ['library', 'handWritten', 'bedrockAlpha', 'generativeAi'] as const;
export type Side = typeof SIDES[number];

/** One value for each side that has one. */
export type PerSide<T> = Partial<Record<Side, T>>;

/** The sides that define whole workloads: the others have no alarms and no trail, so they are not measured with them. */
export const WHOLE_SIDES = ['library', 'handWritten'] as const;
export type Pair<T = number> = Record<typeof WHOLE_SIDES[number], T>;

/** An inference profile, as every side needs it. */
export interface BenchedProfile {
  readonly inferenceProfileId: string;
  readonly foundationModelId: string;
  /** Destinations of a geographic profile; undefined for a global one. */
  readonly destinationRegions?: readonly string[];
}

/** How a side defines what is measured, as its documentation says. */
export interface Define {
  /** For each ID a role for AWS Lambda that may call through all profiles, and nothing besides. */
  roles(stack: Stack, ids: readonly string[], profiles: readonly BenchedProfile[]): void;
  /** For each ID one workload with all defaults, in one stack, on the trail of the stack. */
  workloads?(stack: Stack, ids: readonly string[], profile: BenchedProfile): void;
  /** What the side has for the metrics of one profile, where it has no whole workloads. */
  dashboard?(stack: Stack, profile: BenchedProfile): void;
  /** Whether the side's interface has a name for the scope of this global profile; if not, it is called with a cast. */
  namesGlobal(profile: BenchedProfile): boolean;
}

export interface SideModules {
  /** What a user requires, from bench/child.ts. */
  readonly requires: string;
  /** The module that exports `define`. */
  readonly defines: string;
  /** The package, for a side that is installed. */
  readonly package?: string;
}

export const MODULES: Record<Side, SideModules & { readonly forRoles?: SideModules }> = {
  library: { requires: '../src', defines: './sides/library' },
  handWritten: {
    requires: './sides/hand-written',
    defines: './sides/hand-written',
    // Who writes a role by hand loads nothing else.
    forRoles: { requires: './sides/hand-written-role', defines: './sides/hand-written-role' },
  },
  bedrockAlpha: { requires: '@aws-cdk/aws-bedrock-alpha', defines: './sides/bedrock-alpha', package: '@aws-cdk/aws-bedrock-alpha' },
  generativeAi: { requires: '@cdklabs/generative-ai-cdk-constructs', defines: './sides/generative-ai', package: '@cdklabs/generative-ai-cdk-constructs' },
};

/** The value of each of some sides. */
export function perSide<T>(sides: readonly Side[], value: (side: Side) => T): PerSide<T> {
  return Object.fromEntries(sides.map((side) => [side, value(side)]));
}
