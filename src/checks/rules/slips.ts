import { statementsForProfile } from './direct-calls';
import { inferenceProfileArn, parseBedrockArn } from '../../bedrock/arns';
import { INVOKE_ACTIONS } from '../../bedrock/authorizations';
import { CATALOG } from '../../bedrock/catalog';
import { Model } from '../model/model';
import { Fault, inStatements, PAGES, Rule, some } from '../model/rule';
import { slipsIn } from '../policy/arn-slips';
import { evaluationsOf } from '../policy/authorizations';
import { INFERENCE_PROFILE_ARN } from '../policy/condition';
import { applies, selectsAction } from '../policy/decide';
import { PolicyDocument } from '../policy/documents';
import { isHarmless, withReplaced, withResources } from '../policy/harmless';
import { isLiteral, isWildcard } from '../policy/literals';
import { mendedPattern } from '../policy/mend';
import { faultOfProfileId, hasForeignAccount, invokes, isModel, isProfile, prefixInModelId } from '../policy/misplaced';
import { pasteInto, written } from '../policy/paste';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

/** What is wrong with one resource, and what it should be. */
interface Slip {
  readonly wrong: string;
  readonly right: readonly string[];
  /** The profile that is meant, where it is not allowed yet: a call needs more than its ARN. */
  readonly profileId?: string;
  readonly message: string;
  readonly severity?: Fault['severity'];
}

/** The slips in the resources of a statement: a warning where the right ARNs stand beside the wrong ones, so that they harm nothing. */
function slipsInResources(find: (statement: Statement, model: Model) => readonly Slip[]): Rule['check'] {
  return inStatements((statement, document, model) => {
    const slips = find(statement, model);
    if (slips.length === 0) return [];
    const right = slips.flatMap((slip) => slip.right);
    const isDoubtful = slips.every((slip) => slip.severity === 'warning' || isCalledAnyway(model, document, statement, slip)) || isBesideTheRightOne(model, document, statement, right);
    return [{
      ...(isDoubtful && { severity: 'warning' as const }),
      message: some([...new Set(slips.map(({ message }) => message))]),
      remedy: `give ${some(right.map(readable))}${slips.some(({ profileId }) => profileId !== undefined) ? ', and the model wherever a call through the profile is authorized' : ''}`,
      ...(!right.some((one) => one.includes('<')) && { paste: pasteInto(document, mendedStatements(slips, statement, document, model)) }),
    }];
  });
}

function mendedStatements(slips: readonly Slip[], statement: Statement, document: PolicyDocument, model: Model): unknown[] {
  const { environment } = model;
  const isAllow = statement.effect === 'Allow';
  const kept = slips.reduce((mended, { wrong, right, profileId }) => withReplaced(mended, wrong, ...(profileId !== undefined && isAllow ? [] : right)), statement);
  const meant = slips.filter((slip) => isAllow && slip.profileId !== undefined && !isCalledAnyway(model, document, statement, slip));
  const profiles = meant.map(({ right, profileId }) => ({ profileId: profileId!, region: parseBedrockArn(right[0])!.region }));
  return [
    ...(kept.resources.values.length > 0 ? [written(kept)] : []),
    ...profiles.flatMap(({ profileId, region }) =>
      statementsForProfile(profileId, statement, document, { ...environment, region: region === '' || isWildcard(region) ? environment.region : region })),
  ];
}

// Where everything that a call through the profile needs is allowed.
function isCalledAnyway({ subjects, environment }: Model, document: PolicyDocument, statement: Statement, { profileId, right }: Slip): boolean {
  if (profileId === undefined || statement.effect !== 'Allow') return false;
  const { region } = parseBedrockArn(right[0])!;
  const source = { ...environment, region: isLiteral(region) && region !== '' ? region : environment.region };
  const needed = INVOKE_ACTIONS.filter((action) => selectsAction(statement, action) === 'yes').flatMap((action) => evaluationsOf({ inferenceProfileId: profileId, source, action }));
  return subjects.filter(({ documents }) => documents.includes(document)).every(({ documents }) => {
    const allows = documents.flatMap(({ statements }) => statements).filter(({ effect }) => effect === 'Allow');
    return needed.every((request) => allows.some((one) => applies(one, request) !== 'no'));
  });
}

function isBesideTheRightOne({ subjects, environment }: Model, document: PolicyDocument, statement: Statement, right: readonly string[]): boolean {
  return !statement.resources.negated && isHarmless(subjects, document, statement, withResources(statement, right), environment);
}

function resourcesOf(statement: Statement): { readonly wrong: string; readonly arn: NonNullable<ReturnType<typeof parseBedrockArn>> }[] {
  return statement.resources.values.flatMap((wrong) => {
    const arn = parseBedrockArn(wrong);
    return arn ? [{ wrong, arn }] : [];
  });
}

/** The models that are called, as they are written. */
function modelsOf(statement: Statement): ReturnType<typeof resourcesOf> {
  return invokes(statement) ? resourcesOf(statement).filter(({ arn }) => isModel(arn)) : [];
}

export const profileIdInModelArn: Rule = {
  id: 'profileIdInModelArn',
  severity: 'error',
  summary: 'The ID of an inference profile stands in the ARN of a foundation model, which matches nothing',
  symptom: 'AccessDeniedException on …:inference-profile/global.…, while foundation-model/global.… is allowed',
  cure: 'allow inference-profile/ID of the account, and foundation-model/ID-WITHOUT-PREFIX where the profile is authorized for it',
  wrong: '"arn:aws:bedrock:*::foundation-model/global.MODEL"',
  right: '"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL"',
  page: PAGES.prerequisites,
  check: slipsInResources((statement, { environment }) => modelsOf(statement).filter(({ arn }) => prefixInModelId(arn)).map(({ wrong, arn }) => {
    const account = environment.account;
    const profile = inferenceProfileArn({ partition: arn.partition, region: arn.region || '*', account }, arn.id);
    return {
      wrong,
      right: [profile, mendedPattern(wrong, environment)],
      ...(isLiteral(arn.id) && { profileId: arn.id }),
      message: `foundation-model/${readable(arn.id)} is no model: ${readable(arn.id)} is the ID of an inference profile`,
    };
  })),
};

export const malformedProfileId: Rule = {
  id: 'malformedProfileId',
  severity: 'error',
  summary: 'The ID in the ARN of an inference profile has two prefixes, none, or (a warning) one that is not known',
  symptom: 'AccessDeniedException on …:inference-profile/PREFIX.MODEL, while a statement seems to allow it',
  cure: 'give the ID as "aws bedrock list-inference-profiles" prints it: one prefix, and the ID of the model',
  wrong: 'inference-profile/global.global.MODEL"',
  right: 'inference-profile/global.MODEL"',
  page: PAGES.profiles,
  check: slipsInResources((statement) => resourcesOf(statement).filter(({ arn }) => arn.type === 'inference-profile').flatMap(({ wrong, arn }): Slip[] => {
    const { id } = arn;
    const [first, second] = id.split('.');
    const give = (right: string) => [wrong.replace(`inference-profile/${id}`, `inference-profile/${right}`)];
    const meant = (profileId: string) => ({ wrong, right: give(profileId), ...(isLiteral(profileId) && { profileId }) });
    switch (faultOfProfileId(id)) {
      case 'no-prefix': return [{
        ...(CATALOG.providers.has(first) ? meant(`global.${id}`) : { wrong, right: give('<prefix>.<model>') }),
        message: `inference-profile/${readable(id)} has no prefix, so it is the ID of no profile: that is "global" or a geography, a dot, and the ID of the model`,
      }];
      case 'two-prefixes': return [{ ...meant(id.slice(id.indexOf('.') + 1)), message: `inference-profile/${readable(id)} has two prefixes, ${first} and ${second}` }];
      case 'unknown-prefix': return [{
        wrong,
        right: give('<prefix>.<model>'),
        severity: 'warning',
        message: `inference-profile/${readable(id)} starts with ${readable(first)}, a prefix that the catalog of ${CATALOG.date} does not know; it knows ${[...CATALOG.prefixes].join(', ')}`,
      }];
      default: return [];
    }
  })),
};

export const malformedBedrockArn: Rule = {
  id: 'malformedBedrockArn',
  severity: 'error',
  summary: 'The ARN of an inference profile or a foundation model has a slip in its form, a colon for the slash or `bedrock-runtime` for the service, so it matches nothing',
  symptom: 'AccessDeniedException on an ARN that a statement seems to allow; a deny that stops nothing',
  cure: 'arn:aws:bedrock:REGION:ACCOUNT:inference-profile/ID, arn:aws:bedrock:REGION::foundation-model/ID',
  wrong: '111122223333:inference-profile:global.MODEL"',
  right: '111122223333:inference-profile/global.MODEL"',
  page: PAGES.authorization,
  check: (model, application) => [
    ...slipsInResources((statement) => [...new Set(statement.resources.values)].flatMap((wrong) => slipOf(wrong)))(model, application),
    // In an allow, the call that a condition does not let pass is reported; a deny is only seen to deny nothing here.
    ...inStatements(({ effect, conditions }) => conditions.filter(({ key }) => effect === 'Deny' && key === INFERENCE_PROFILE_ARN).flatMap(({ values }) => values).flatMap(slipOf)
      .map(({ message, right }) => ({ message, remedy: `give ${readable(right[0])}` })))(model, application),
  ],
};

function slipOf(wrong: string): Slip[] {
  const slips = slipsIn(wrong);
  return slips ? [{ wrong, right: [slips.mended], message: `${readable(wrong)} is the ARN of nothing: ${slips.faults.join('; ')}` }] : [];
}

export const profileArnWithoutAccount: Rule = {
  id: 'profileArnWithoutAccount',
  severity: 'error',
  summary: 'The ARN of an inference profile lacks the account, or the Region, so it matches nothing: only foundation models have none',
  symptom: 'AccessDeniedException on arn:aws:bedrock:REGION:ACCOUNT:inference-profile/…, which is allowed without the account',
  cure: 'give the account of the caller: a system-defined profile carries it too',
  wrong: '"arn:aws:bedrock:eu-west-1::inference-profile/global.MODEL"',
  right: '"arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL"',
  page: PAGES.authorization,
  check: slipsInResources((statement, { environment }) => resourcesOf(statement).filter(({ arn }) => isProfile(arn) && (arn.account === '' || arn.region === '')).map(({ wrong, arn }) => ({
    wrong,
    right: [`arn:${arn.partition}:bedrock:${arn.region || environment.region}:${arn.account || environment.account}:${arn.type}/${arn.id}`],
    message: `the ARN of ${arn.type}/${readable(arn.id)} has no ${[arn.region === '' ? 'Region' : '', arn.account === '' ? 'account' : ''].filter(Boolean).join(' and no ')}`,
  }))),
};

export const modelArnWithAccount: Rule = {
  id: 'modelArnWithAccount',
  severity: 'error',
  summary: 'The ARN of a foundation model has an account, so it matches nothing: foundation models are AWS\'s',
  symptom: 'AccessDeniedException on arn:aws:bedrock:REGION::foundation-model/…, which is allowed with an account',
  cure: 'leave the account empty: arn:aws:bedrock:REGION::foundation-model/ID',
  wrong: '"arn:aws:bedrock:eu-west-1:111122223333:foundation-model/MODEL"',
  right: '"arn:aws:bedrock:eu-west-1::foundation-model/MODEL"',
  page: PAGES.authorization,
  check: slipsInResources((statement) => resourcesOf(statement).filter(({ arn }) => hasForeignAccount(arn)).map(({ wrong, arn }) => ({
    wrong,
    right: [`arn:${arn.partition}:bedrock:${arn.region}::foundation-model/${arn.id}`],
    message: `the ARN of foundation-model/${readable(arn.id)} has the account ${arn.account}`,
  }))),
};
