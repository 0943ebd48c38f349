import { SECRET } from './emulator';
import { ACCOUNT } from '../support/catalog-profiles';

/** Where the sections of the README are deployed; their profiles and guardrails are those of this account. */
export const README_ACCOUNT = ACCOUNT;
/** Where every construct is deployed alone: an account has one configuration of invocation logging in a Region. */
export const ALONE_ACCOUNT = '444455556666';
export const REGION = 'eu-west-1';
/** The Regions of the scenarios. */
export const REGIONS = [REGION, 'us-east-1', 'us-west-1'];

/** The environment in which the command line and the SDK are in an account; its root signs. */
export function environmentOf(account: string, region = REGION): Record<string, string> {
  return { AWS_ACCESS_KEY_ID: account, AWS_SECRET_ACCESS_KEY: SECRET, AWS_REGION: region, AWS_DEFAULT_REGION: region };
}

/** The configuration of a client of the SDK in an account; the endpoint comes from the environment. */
export function clientOf(account = README_ACCOUNT, region = REGION) {
  return { region, credentials: { accessKeyId: account, secretAccessKey: SECRET }, maxAttempts: 2 };
}
