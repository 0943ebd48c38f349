/** Whether a text has the form of a Region, one of tomorrow too. */
export function isRegion(text: string): boolean {
  return /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(text);
}

/** Every Region that a text names, in the order of the text. */
export function regionsIn(text: string): string[] {
  return text.match(/\b[a-z]{2,4}(?:-[a-z]+){1,2}-\d\b/g) ?? [];
}

/** https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html */
const PREFIXES: readonly (readonly [prefix: string, partition: string])[] = [
  ['us-gov-', 'aws-us-gov'], ['cn-', 'aws-cn'], ['eusc-', 'aws-eusc'],
  ['us-iso-', 'aws-iso'], ['us-isob-', 'aws-iso-b'], ['eu-isoe-', 'aws-iso-e'], ['us-isof-', 'aws-iso-f'],
];

/** The partition of a Region by its prefix, so that a Region of tomorrow has one too. */
export function partitionOf(region: string): string {
  return PREFIXES.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** Whether global profiles may exist in a partition: AWS offers them in commercial Regions. */
export function hasGlobalProfiles(partition: string): boolean {
  return !/^aws-(us-gov|cn|iso)/.test(partition);
}

/** The longest values that a Region, a partition and an account have today, for what is measured before it is known. */
export const LONGEST = { region: 'ap-northeast-1', partition: 'aws-us-gov', account: '123456789012' } as const;

/** The shortest ones. */
export const SHORTEST = { region: 'us-east-1', partition: 'aws', account: LONGEST.account } as const;
