/** A kind of policy that may deny a call, as AWS's messages name it. */
export interface PolicyKind {
  /** Public: programs read it. */
  readonly id: string;
  /** How messages name it. */
  readonly phrase: string;
  /** What it means that no such policy allows the action. Undefined where AWS has no such message. */
  readonly implicit?: PolicyAnswer;
  /** What it means that such a policy denies it explicitly. */
  readonly explicit?: PolicyAnswer;
}

/** What it means that a policy of a kind denies a call, and what to do. */
export interface PolicyAnswer {
  readonly meaning: string;
  /** Who must change it; undefined for those that the cause names. */
  readonly who?: string;
  readonly change: string;
}

const ORGANIZATION = 'the administrators of the organization';

export const POLICY_KINDS: readonly PolicyKind[] = [
  {
    id: 'identity',
    phrase: 'identity-based policy',
    implicit: { meaning: 'No policy of the caller allows it.', change: 'Add the statements to a policy of the caller.' },
    explicit: {
      meaning: 'A policy of the caller denies it. No Allow overrides a Deny.',
      change: 'Narrow that Deny in the policies of the caller, its groups included.',
    },
  },
  {
    id: 'service-control',
    phrase: 'service control policy',
    implicit: {
      meaning: 'The service control policies of the account allow only what they list. At some level, none lists this.',
      who: ORGANIZATION,
      change: 'Allow the action in service control policies of the root, of every organizational unit above the account, and of the account. Policies of the caller change nothing here.',
    },
    explicit: {
      meaning: 'A service control policy denies it. Policies of the caller change nothing here.',
      who: `${ORGANIZATION}. The Region deny of an AWS Control Tower landing zone is changed in its console, under Landing zone settings; that of a unit, by the parameters of CT.MULTISERVICE.PV.1`,
      change: 'Exempt the call from that Deny. Several service control policies apply together: each of them that denies needs the exemption.',
    },
  },
  {
    id: 'resource-control',
    phrase: 'resource control policy',
    explicit: {
      meaning: 'A resource control policy denies it.',
      who: ORGANIZATION,
      change: 'Change the resource control policy. AWS does not list Amazon Bedrock among the services that have such policies: check which service owns the resource.',
    },
  },
  {
    id: 'boundary',
    phrase: 'permissions boundary',
    implicit: {
      meaning: 'The permissions boundary of the caller does not allow it. A boundary grants nothing: the caller also needs a policy that allows it.',
      who: 'the team that manages the permissions boundary',
      change: 'Add the statements to the boundary, besides the policies of the caller.',
    },
    explicit: {
      meaning: 'The permissions boundary of the caller denies it. No Allow overrides a Deny.',
      who: 'the team that manages the permissions boundary',
      change: 'Narrow that Deny in the boundary.',
    },
  },
  {
    id: 'session',
    phrase: 'session policy',
    implicit: {
      meaning: 'The session policy, which was passed when the role was assumed, does not allow it. The role may allow more than the session.',
      who: 'the owner of the code or tool that assumes the role (Policy and PolicyArns of AssumeRole)',
      change: 'Add the statements to the session policy. It has at most 2,048 characters.',
    },
    explicit: {
      meaning: 'The session policy, which was passed when the role was assumed, denies it.',
      who: 'the owner of the code or tool that assumes the role (Policy and PolicyArns of AssumeRole)',
      change: 'Narrow that Deny in the session policy.',
    },
  },
  {
    id: 'endpoint',
    phrase: 'VPC endpoint policy',
    implicit: {
      meaning: 'The policy of the VPC endpoint that the call goes through does not allow it.',
      who: 'the owner of the VPC endpoint of bedrock-runtime in the source Region',
      change: 'Add the statement to the endpoint policy. It must name every resource of the call, without conditions on Regions or on owners of resources.',
    },
    explicit: {
      meaning: 'The policy of the VPC endpoint that the call goes through denies it.',
      who: 'the owner of the VPC endpoint of bedrock-runtime in the source Region',
      change: 'Narrow that Deny in the endpoint policy.',
    },
  },
  {
    id: 'resource',
    phrase: 'resource-based policy',
    implicit: {
      meaning: 'The policy of the resource does not name the caller. A resource of another account needs that, and so does a KMS key.',
      who: 'the owner of the resource, or you if the account in the ARN is wrong',
      change: 'Compare the account in the ARN with that of the caller: the ARN of a system-defined profile has the account of its caller. A guardrail can be shared by a resource policy.',
    },
    explicit: {
      meaning: 'The policy of the resource itself denies it.',
      who: 'the owner of the resource',
      change: 'Narrow that Deny in the policy of the resource.',
    },
  },
  {
    id: 'trust',
    phrase: 'role trust policy',
    implicit: {
      meaning: 'The role does not trust the caller.',
      who: 'the owner of the role',
      change: 'Name the caller in the trust policy of the role.',
    },
    explicit: {
      meaning: 'The trust policy of the role denies it.',
      who: 'the owner of the role',
      change: 'Narrow that Deny in the trust policy of the role.',
    },
  },
];

/** What a message says of the policy. */
export interface DenyingPolicy {
  readonly kind: PolicyKind;
  readonly explicit: boolean;
  /** Its ARN, which newer messages have. */
  readonly arn?: string;
}

const PHRASE = new RegExp(
  `(?:(because no)|(?:with|due to) an explicit deny in (?:an?|the)) (${POLICY_KINDS.map(({ phrase }) => phrase).join('|')})(?: (?:allows|denies)|: ?(arn:[^\\s"',;)]{1,300}))?`, 'i',
);

/** The policy that the end of a message names, if it names one. */
export function denyingPolicy(text: string): DenyingPolicy | undefined {
  const [, implicit, phrase, arn] = PHRASE.exec(text) ?? [];
  if (phrase === undefined) return undefined;
  const kind = POLICY_KINDS.find((one) => one.phrase.toLowerCase() === phrase.toLowerCase())!;
  return { kind, explicit: implicit === undefined, ...(arn !== undefined && { arn: arn.replace(/[.}\]]+$/, '') }) };
}

export function answerOf({ kind, explicit }: DenyingPolicy): PolicyAnswer {
  return (explicit ? kind.explicit : kind.implicit) ?? kind.explicit!;
}
