import { hasGlobalProfiles, isRegion, partitionOf, regionsIn } from '../../src/bedrock/regions';

// https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
test.each([
  ['eu-west-1', 'aws', true], ['us-east-1', 'aws', true], ['us-gov-west-1', 'aws-us-gov', false], ['cn-north-1', 'aws-cn', false], ['eusc-de-east-1', 'aws-eusc', true],
  ['us-iso-east-1', 'aws-iso', false], ['us-isob-east-1', 'aws-iso-b', false], ['eu-isoe-west-1', 'aws-iso-e', false], ['us-isof-south-1', 'aws-iso-f', false],
])('%s is in the partition %s, global profiles: %s', (region, partition, global) => {
  expect([partitionOf(region), hasGlobalProfiles(partition), isRegion(region)]).toEqual([partition, global, true]);
  expect(regionsIn(`from ${region}, or not`)).toEqual([region]);
});

test.each(['Ireland', 'eu-west', 'eu-west-12', 'x-eu-west-1-x', 'EU-WEST-1', 'e-west-1', ''])('%j is no Region', (text) => {
  expect(isRegion(text)).toBe(false);
});
