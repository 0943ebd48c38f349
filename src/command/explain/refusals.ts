import { Cause } from './cause';
import { profilesOf, targetOf, UNKNOWN } from './denials';
import { Facts, isProfile } from './facts';
import { Details, Paste, quoted, testCall } from './remedies';
import { invokeStatements } from '../../access/statements/invoke';
import { getInferenceProfile, subscribeThroughBedrock } from '../../access/statements/optional';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG, dataRetentionOf } from '../../bedrock/catalog';
import { knownQuotaCode } from '../../bedrock/quotas';
import { partitionOf } from '../../bedrock/regions';
import { distance } from '../../checks/policy/nearest';

/** What the catalog adds to a cause that is no denial, and the commands that it takes. */
export function refusalDetails({ id }: Pick<Cause, 'id'>, facts: Facts): Details {
  const { called, sourceRegion, operation, encoded } = facts;
  const region = sourceRegion ?? UNKNOWN.region;
  const model = called === undefined ? undefined : isProfile(called) ? called.slice(called.indexOf('.') + 1) : called;
  const test = called === undefined ? [] : [testCall(called, region)];
  switch (id) {
    case 'onDemandNotSupported': return onDemand(model, facts);
    case 'invalidModelIdentifier': return invalid(called, facts);
    case 'modelRetired': case 'modelLegacy': return retired(called, facts);
    case 'dataRetention': return retention(model, region, test);
    case 'throttled': return quotas(called, model, region, ['tokens', 'requests']);
    case 'dailyQuota': return quotas(called, model, region, ['tokensPerDay']);
    case 'marketplaceDenied': return {
      paste: [{ title: 'Statements, if the caller is to subscribe', statements: subscribeThroughBedrock() }], verify: [...availability(model, region), ...test],
    };
    case 'modelAccessMissing': return { verify: ['aws configure list', ...availability(model, region), ...test] };
    case 'useCaseMissing': return { verify: [`aws bedrock get-use-case-for-model-access --region ${quoted(region)}`, ...test] };
    case 'endpointUnknown': return endpoint(facts);
    case 'apiKeyInvalid': return { paste: [{ title: 'To use credentials of a role', lines: ['unset AWS_BEARER_TOKEN_BEDROCK'] }], verify: ['aws sts get-caller-identity', ...test] };
    case 'credentialsRejected': return { verify: ['aws sts get-caller-identity', ...test] };
    case 'guardrailNotFound': return { verify: [`aws bedrock list-guardrails --region ${quoted(region)}`] };
    case 'agentDenied': return { paste: [...forAgent(facts), { title: 'To find the record', lines: [lookUp('InvokeModel', region)] }] };
    case 'encodedMessage': return {
      paste: [{ title: 'To decode it', lines: [`aws sts decode-authorization-message --encoded-message ${encoded ?? '<message>'} --query DecodedMessage --output text | npx cdk-bedrock-cris explain -`] }],
    };
    case 'accessDenied': return { paste: [{ title: 'To find the record', lines: [lookUp(operation ?? 'InvokeModel', region)] }] };
    default: return { verify: test };
  }
}

function lookUp(operation: string, region: string): string {
  return `aws cloudtrail lookup-events --region ${quoted(region)} --lookup-attributes AttributeKey=EventName,AttributeValue=${operation} --output json | npx cdk-bedrock-cris explain -`;
}

function forAgent({ called, sourceRegion = UNKNOWN.region, account = UNKNOWN.account }: Facts): Paste[] {
  if (called === undefined || !isProfile(called)) return [];
  const source = { partition: partitionOf(sourceRegion), region: sourceRegion, account };
  const targets = [targetOf(called, undefined, source)];
  return [{ title: 'Statements for the service role of the agent', statements: [...invokeStatements(targets, source, INVOKE_ACTIONS), getInferenceProfile(targets, source)] }];
}

function availability(model: string | undefined, region: string): string[] {
  return model === undefined ? [] : [`aws bedrock get-foundation-model-availability --region ${quoted(region)} --model-id ${quoted(model)}`];
}

function onDemand(model: string | undefined, facts: Facts): Details {
  if (model === undefined) return { change: ['The message does not name the model: give --model-id.'] };
  return idsToCall(profilesOf(model, facts.sourceRegion).map(({ id }) => id), facts, model);
}

/** The IDs to call instead, and what calls of the first are authorized for. */
function idsToCall(ids: readonly string[], { sourceRegion, account }: Facts, pattern: string): Details {
  const from = sourceRegion === undefined ? '' : ` from ${sourceRegion}`;
  if (ids.length === 0) {
    return {
      change: [`The catalog of ${CATALOG.date} knows no such profile${from}.`],
      paste: [{ title: 'To look for one', lines: [`npx cdk-bedrock-cris profiles --model ${quoted(pattern)}`, `aws bedrock list-inference-profiles --region ${quoted(sourceRegion ?? UNKNOWN.region)}`] }],
    };
  }
  const source = { partition: partitionOf(sourceRegion ?? ''), region: sourceRegion ?? UNKNOWN.region, account: account ?? UNKNOWN.account };
  return {
    change: ids.some((id) => id.startsWith('global.')) ? ['A global profile processes calls in any commercial Region, a geographic one in those of its geography.'] : [],
    paste: [
      { title: `IDs that can be called${from}${sourceRegion === undefined ? '; give --region for those of one Region' : ''}`, lines: ids },
      // Of one Region alone the first is as good as any.
      ...(sourceRegion === undefined ? [] : [{ title: `Statements for ${ids[0]}`, statements: invokeStatements([targetOf(ids[0], undefined, source)], source, INVOKE_ACTIONS) }]),
    ],
    verify: [testCall(ids[0], source.region)],
  };
}

function invalid(called: string | undefined, facts: Facts): Details {
  const { sourceRegion } = facts;
  if (called === undefined) return { change: ['The message does not name the ID: give --model-id, and --region for the Region that your code calls.'] };
  const known = CATALOG.profiles.get(called);
  if (known && sourceRegion !== undefined && known.sourceRegions && !known.sourceRegions.includes(sourceRegion)) {
    return withWhy(`${called} is not offered in ${sourceRegion}, as of ${known.asOf}.`, idsToCall(profilesOf(called.slice(called.indexOf('.') + 1), sourceRegion).map(({ id }) => id), facts, called));
  }
  if (known?.lifecycle === 'past-eol') return withWhy(`AWS has retired ${called}.`, retired(called, facts));
  if (known) {
    return withWhy(`${called} is a right ID${sourceRegion === undefined ? `: is it called from ${known.sourceRegions?.join(', ') ?? 'one of its source Regions'}?` : ` in ${sourceRegion}, as of ${known.asOf}: is that the Region of the client?`}`,
      { verify: [testCall(called, sourceRegion ?? UNKNOWN.region)] });
  }
  if (CATALOG.models.has(called)) return withWhy(`${called} is the ID of a model.`, idsToCall(profilesOf(called, sourceRegion).map(({ id }) => id), facts, called));
  return withWhy(`The catalog of ${CATALOG.date} does not know ${called}; these are most like it.`, withoutStatements(idsToCall(mostLike(called, sourceRegion), facts, called.split('.').slice(0, 2).pop()!)));
}

function withWhy(why: string, details: Details): Details {
  return { ...details, why: [why, ...details.why ?? []] };
}

// For an ID that is a guess.
function withoutStatements(details: Details): Details {
  return { ...details, paste: details.paste!.filter(({ statements }) => !statements) };
}

const MOST = 3;

function mostLike(called: string, sourceRegion: string | undefined): string[] {
  const candidates = [...CATALOG.profiles.values()].filter(({ lifecycle, sourceRegions }) => lifecycle !== 'past-eol' && (sourceRegion === undefined || sourceRegions?.includes(sourceRegion) !== false));
  const text = called.slice(0, MAX_ID);
  // Versions at the end are what most slips are about: "...-opus-4-7-v1" for "...-opus-4-7".
  const far = (id: string) => (text.startsWith(id) || id.startsWith(text) ? 0 : distance(id, text));
  return candidates.map(({ id }) => ({ id, far: far(id) })).filter((one) => one.far <= text.length / 2)
    .sort((one, other) => one.far - other.far).slice(0, MOST).map(({ id }) => id);
}

const MAX_ID = 100;

function retired(called: string | undefined, facts: Facts): Details {
  if (called === undefined) return { change: ['The message does not name the model: give --model-id.'] };
  const [prefix, model] = isProfile(called) ? [called.split('.')[0], called.slice(called.indexOf('.') + 1)] : ['', called];
  const family = wordsOf(model);
  const ids = [...CATALOG.profiles.values()]
    .filter(({ id, lifecycle, sourceRegions }) => lifecycle === undefined && (prefix === '' || id.startsWith(`${prefix}.`))
      && id.split('.')[1] === model.split('.')[0] && (facts.sourceRegion === undefined || sourceRegions?.includes(facts.sourceRegion) !== false)
      && wordsOf(id.slice(id.indexOf('.') + 1)).join() === family.join())
    .map(({ id }) => id);
  return withoutStatements(idsToCall(ids, facts, model.split('.')[0]));
}

// "anthropic.claude-3-5-haiku-20241022-v1:0" and "anthropic.claude-haiku-4-5" are of one family.
function wordsOf(model: string): string[] {
  return model.split(/[^a-z]+/).filter((word) => word.length > 2);
}

function retention(model: string | undefined, region: string, test: readonly string[]): Details {
  const needed = model === undefined ? undefined : dataRetentionOf(model);
  return {
    why: needed === undefined ? [] : [`${model} needs the mode ${needed}, as of the catalog of ${CATALOG.date}.`],
    paste: [{ title: 'To set the mode of the account in the source Region', lines: [`aws bedrock put-account-data-retention --region ${quoted(region)} --mode ${needed ?? 'aws_review'}`] }],
    verify: [`aws bedrock get-account-data-retention --region ${quoted(region)}`, ...test],
  };
}

function quotas(called: string | undefined, model: string | undefined, region: string, counted: readonly ('tokens' | 'requests' | 'tokensPerDay')[]): Details {
  const scope = called?.startsWith('global.') ? 'global' : 'geographic';
  const codes = called === undefined || !isProfile(called) || model === undefined ? [] : counted.flatMap((one) => knownQuotaCode(model, scope, one) ?? []);
  return {
    ...(codes.length === 0 && { change: ['Look for the quotas with the name of the model: "Global cross-region", "Cross-region" and "On-demand" are apart.'] }),
    paste: [{
      title: 'To look at the applied quota, 0 included',
      lines: codes.length > 0
        ? codes.map((code) => `aws service-quotas get-service-quota --region ${quoted(region)} --service-code bedrock --quota-code ${code}`)
        : [`aws service-quotas list-service-quotas --region ${quoted(region)} --service-code bedrock --query "Quotas[?contains(QuotaName, 'model inference')].[QuotaName,Value]" --output text`],
    }],
  };
}

function endpoint({ sourceRegion, host }: Facts): Details {
  if (sourceRegion === undefined) return {};
  const known = CATALOG.regions.get(sourceRegion);
  const offered = known?.bedrock
    ? `Amazon Bedrock is offered in ${sourceRegion}: look at the network, its DNS and its VPC endpoints.`
    : `The catalog of ${CATALOG.date} knows no Amazon Bedrock in ${sourceRegion}.`;
  const [partition, isChina] = [partitionOf(sourceRegion), host?.endsWith('.amazonaws.com.cn')];
  const wrong = host !== undefined && (partition === 'aws-cn') !== Boolean(isChina) ? [`${host} is no name of partition ${partition}.`] : [];
  return { why: [offered, ...wrong], verify: [`npx cdk-bedrock-cris profiles --source-region ${quoted(sourceRegion)}`] };
}
