import { Cause } from './cause';
import { causeOf } from './causes';
import { Denial, denialOf, mayHaveCalled, profilesOf } from './denials';
import { Facts, isProfile } from './facts';
import { TemplateAnswer } from './in-template';
import { DENIAL, Message } from './messages';
import { answerOf } from './policies';
import { refusalDetails } from './refusals';
import { Details, Paste, placeholdersIn, quoted, remediesFor, testCall } from './remedies';
import { CATALOG } from '../../bedrock/catalog';
import { isRegion } from '../../bedrock/regions';

/** All that is said of one message. */
export interface Explanation {
  readonly cause: string;
  readonly summary: string;
  /** How often the message is in the text. */
  readonly times: number;
  readonly facts: Facts;
  readonly why: readonly string[];
  readonly when: string;
  readonly who: string;
  readonly change: readonly string[];
  readonly paste: readonly Paste[];
  /** What is in angle brackets in what is to be pasted. */
  readonly placeholders: Readonly<Record<string, string>>;
  readonly verify: readonly string[];
  readonly rules: readonly string[];
  readonly page: string;
  /** What the given templates and policies decide. */
  readonly template?: readonly TemplateAnswer[];
}

export function explanationOf({ cause: kind, facts, times }: Message): Explanation {
  const denial = kind === DENIAL ? denialOf(facts) : undefined;
  const cause = causeOf(denial?.cause ?? kind);
  return denial && cause.isDenial ? ofDenial(cause, denial, facts, times) : complete(cause, facts, times, refusalDetails(cause, facts));
}

function complete(cause: Cause, facts: Facts, times: number, { why = [], change = [], paste = [], verify = [] }: Details): Explanation {
  return {
    cause: cause.id,
    summary: cause.title,
    times,
    facts,
    why: [cause.why, ...why],
    when: cause.when,
    who: cause.who,
    change: [cause.remedy, ...change],
    paste,
    placeholders: placeholdersIn(JSON.stringify([paste, verify])),
    verify,
    rules: cause.rules,
    page: cause.page,
  };
}

function ofDenial(cause: Cause, denial: Denial, facts: Facts, times: number): Explanation {
  const { policy } = facts;
  const answer = policy && answerOf(policy);
  const paste = remediesFor(denial, facts);
  const verify = verification(denial, facts);
  const isDeny = policy?.explicit && denial.isInvocation;
  return {
    ...complete(cause, facts, times, { paste, verify }),
    why: [
      ...(answer ? [answer.meaning] : ['The message does not name the kind of policy: an Allow is missing, or a policy denies it.']),
      cause.why,
      ...routes(denial),
    ],
    who: answer?.who ?? cause.who,
    change: [
      ...(answer ? [answer.change] : []),
      ...(policy?.explicit ? [] : [cause.remedy]),
      ...(policy && !policy.explicit ? [] : exemption(cause, denial)),
      ...serviceRole(facts),
    ],
    rules: isDeny ? OF_DENIES : cause.rules.filter((rule) => !policy || !OF_DENIES.includes(rule)),
  };
}

const OF_DENIES: readonly string[] = ['regionDenyBlocksCris', 'grantedProfileDenied', 'denyWithoutNull', 'resourceOwnerOnModel'];

/** Why that Region, as far as the catalog knows. */
function routes({ cause, arn, source, target }: Denial): string[] {
  if (cause === 'modelInRegionDenied' && arn) {
    const { profiles, model } = mayHaveCalled(arn);
    const may = [...profiles, ...(model ? ['the model itself'] : [])];
    return may.length === 0 ? [] : [`What may have been called, as of the catalog of ${CATALOG.date}: ${may.join(', ')}.`];
  }
  const id = target?.inferenceProfileId;
  const known = id === undefined ? undefined : CATALOG.profiles.get(id);
  const retired = known?.lifecycle === 'past-eol' ? [`AWS has retired the model of ${id}: call a newer one.`] : [];
  if (!known || target!.isGlobal || target!.application) return retired;
  const { destinationRegions } = target!;
  if (!destinationRegions) return [...retired, `The processing Regions of ${id} from ${source.region} are not known here: the statements allow its model in any Region, through this profile only.`];
  return [...retired, `Calls of ${id} from ${source.region} are processed in ${destinationRegions.join(', ')} (known as of ${known.asOf}).`];
}

/** What to do about a Deny, with what the catalog adds. */
function exemption({ exemption: advice = 'Look for the Deny that names the action or the resource. If it is on purpose, do not call it.', id }: Cause, { source, arn }: Denial): string[] {
  const region = isRegion(source.region) ? source.region : undefined;
  if (id === 'profileDenied' && region !== undefined) return [advice, `The source Region is ${region}.`];
  if (id !== 'regionlessModelDenied' || !arn) return [advice];
  const others = profilesOf(arn.id, region).filter((profile) => !profile.id.startsWith('global.')).map((profile) => profile.id);
  return [advice, others.length > 0 ? `Geographic profiles of this model: ${others.join(', ')}.` : `The catalog of ${CATALOG.date} knows no geographic profile of this model here.`];
}

function serviceRole({ principal = '' }: Facts): string[] {
  return /role\/(?:service-role\/)?(?:AmazonBedrockExecutionRole|AmazonBedrockAgentCore)|\/BedrockAgents-/.test(principal) ? ['The caller is the service role of an agent, a knowledge base or a job: change that role, not your own.'] : [];
}

function verification({ isInvocation, target, source }: Denial, { called, principal, action, resource, policy }: Facts): string[] {
  // Of the other kinds of policies the simulator knows little or nothing.
  const isSimulated = policy === undefined || ['identity', 'boundary'].includes(policy.kind.id);
  if (!isInvocation) return isSimulated && principal?.startsWith('arn:') && resource ? [simulation(principal, action!, resource)] : [];
  const id = target?.inferenceProfileId ?? (called && !isProfile(called) ? called : '<inference-profile-id>');
  return [testCall(id, source.region)];
}

// The simulator takes a role, not a session of one, whose ARN lacks the path of the role.
function simulation(principal: string, action: string, resource: string): string {
  const role = /:assumed-role\/([^/]+)/.exec(principal)?.[1];
  const source = role === undefined ? quoted(principal) : `"$(aws iam get-role --role-name ${quoted(role)} --query Role.Arn --output text)"`;
  return `aws iam simulate-principal-policy --policy-source-arn ${source} --action-names ${quoted(action)} --resource-arns ${quoted(resource)}`;
}
