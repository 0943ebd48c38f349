import { PAGES as CHECK_PAGES } from '../../checks/model/rule';

/** Why a call failed, for one kind of message: what people see, what it means, and what to do. The page docs/troubleshooting.md is this table. */
export interface Cause {
  /** Public: programs read it. */
  readonly id: string;
  /** What happened, without a period. */
  readonly title: string;
  /** AWS's phrases. Of denials they are examples: those are told apart by their action and resource. */
  readonly phrases: readonly string[];
  /** Phrases that count only where no other phrase is near: they are beside many messages. */
  readonly hints?: readonly string[];
  /** Whether it is a denial of IAM, which names an action. */
  readonly isDenial?: boolean;
  readonly why: string;
  readonly when: string;
  readonly who: string;
  readonly remedy: string;
  /** What to do where a Deny is the reason, and not a missing Allow. */
  readonly exemption?: string;
  /** The checks that find it before it is deployed. */
  readonly rules: readonly string[];
  readonly page: string;
}

const USER_GUIDE = 'https://docs.aws.amazon.com/bedrock/latest/userguide';

/** The AWS pages that the causes rest on. */
export const PAGES = {
  ...CHECK_PAGES,
  denied: 'https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html',
  modelAccess: `${USER_GUIDE}/model-access.html`,
  lifecycle: `${USER_GUIDE}/model-lifecycle.html`,
  retention: `${USER_GUIDE}/data-retention.html`,
  quotas: `${USER_GUIDE}/quotas.html`,
  errors: `${USER_GUIDE}/troubleshooting-api-error-codes.html`,
  apiKeys: `${USER_GUIDE}/api-keys-permissions.html`,
  guardrails: `${USER_GUIDE}/guardrails-permissions-id.html`,
  guardrailKeys: `${USER_GUIDE}/guardrails-permissions-kms.html`,
  guardrailProfiles: `${USER_GUIDE}/guardrail-profiles-permissions.html`,
  endpoints: `${USER_GUIDE}/endpoints.html`,
  responses: `${USER_GUIDE}/inference-responses-api.html`,
  agents: `${USER_GUIDE}/agents-permissions.html`,
  decode: 'https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html',
  regions: `${USER_GUIDE}/models-regions.html`,
} as const;

export const ALWAYS = 'Every such call fails, until you change it.';
export const CALLER = 'the team that manages the policies of the caller';
export const YOU = 'you, in the code that calls';
export const ACCOUNT = 'an administrator of the account';
