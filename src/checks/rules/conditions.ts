import { INFERENCE_PROFILE_ARN as KEY_TEXT, REGIONLESS_REQUESTED_REGION } from '../../bedrock/authorizations';
import { Model } from '../model/model';
import { at, Fault, inStatements, PAGES, Rule } from '../model/rule';
import { Condition, REQUESTED_REGION } from '../policy/condition';
import { PolicyDocument } from '../policy/documents';
import { isHarmless } from '../policy/harmless';
import { unknownKeyOf } from '../policy/keys';
import {
  arnsOf, invokes, isMisplacedUnspecified, isProfile, isProfileKeyOnProfile, isRegionList, literalWildcards, noRegions, unknownActionOf,
} from '../policy/misplaced';
import { pasteInto, written } from '../policy/paste';
import { Statement } from '../policy/statement';
import { readable } from '../read/opaque';

function without(statement: Statement, condition: Condition): Statement {
  return { ...statement, conditions: statement.conditions.filter((other) => other !== condition) };
}

function changed(statement: Statement, condition: Condition, to: Partial<Condition>): Statement {
  return { ...statement, conditions: statement.conditions.map((other) => (other === condition ? { ...other, ...to } : other)) };
}

/** A warning where all that the statement is for is allowed besides. */
function severityOf(model: Model, document: PolicyDocument, statement: Statement, condition: Condition): Pick<Fault, 'severity'> {
  return isHarmless(model.subjects, document, statement, without(statement, condition), model.environment) ? { severity: 'warning' } : {};
}

export const profileKeyOnProfile: Rule = {
  id: 'profileKeyOnProfile',
  severity: 'error',
  summary: 'A statement on an inference profile is conditioned on `bedrock:InferenceProfileArn`, which is absent when the profile itself is authorized',
  symptom: 'AccessDeniedException on …:inference-profile/…, which a statement allows under a condition on itself',
  cure: 'allow the profile in a statement of its own, without that condition, and keep it on the models',
  wrong: '"Resource": ["arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL", "arn:aws:bedrock:eu-west-1::foundation-model/MODEL", "arn:aws:bedrock:::foundation-model/MODEL"], "Condition"',
  right: '"Resource": "arn:aws:bedrock:eu-west-1:111122223333:inference-profile/global.MODEL"}',
  page: PAGES.global,
  check: (model) => model.subjects.flatMap(({ documents }) => documents.flatMap((document) => document.statements.filter((statement) => invokes(statement)).flatMap((statement) => {
    const condition = statement.conditions.find((candidate) => isProfileKeyOnProfile(statement, candidate));
    if (!condition) return [];
    const profiles = statement.resources.values.filter((value) => arnsOf({ ...statement, resources: { negated: false, values: [value] } }).some(isProfile));
    const models = statement.resources.values.filter((value) => !profiles.includes(value));
    const onProfiles = { ...without(statement, condition), resources: { negated: false, values: profiles } };
    // Then the condition is only more than is needed there.
    if (isHarmless(model.subjects, document, statement, onProfiles, model.environment)) return [];
    return [{
      ...at(document, statement),
      message: `${condition.operator.text} on bedrock:InferenceProfileArn is never met on the profile: the key is present on its models only`,
      remedy: 'allow the profile in a statement of its own, without that condition, and keep it on the models',
      paste: pasteInto(document, [
        written({ ...onProfiles, sid: '' }), ...(models.length > 0 ? [written({ ...statement, resources: { negated: false, values: models } })] : []),
      ]),
    }];
  }))),
};

export const unspecifiedOnProfile: Rule = {
  id: 'unspecifiedOnProfile',
  severity: 'error',
  summary: 'A profile, or a model in a Region, is allowed under `aws:RequestedRegion` = `unspecified`, which only the model without a Region is authorized with',
  symptom: 'AccessDeniedException on …:inference-profile/global.…, which a statement allows under aws:RequestedRegion "unspecified"',
  cure: 'keep "unspecified" in a statement on the model without a Region, and give the source Region for the others',
  wrong: 'inference-profile/global.MODEL", "Condition": {"StringEquals": {"aws:RequestedRegion": "unspecified"}}',
  right: 'inference-profile/global.MODEL", "Condition": {"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}',
  page: PAGES.global,
  check: inStatements((statement, document, model) => statement.conditions.filter((one) => invokes(statement) && isMisplacedUnspecified(statement, one)).map((condition) => {
    const regionless = statement.resources.values.filter((value) => /^arn:[^:]*:bedrock:(\*|):/.test(value) && value.includes('foundation-model/'));
    const others = statement.resources.values.filter((value) => !regionless.includes(value));
    const onOthers = { ...without(statement, condition), resources: { negated: false, values: others } };
    return {
      ...(isHarmless(model.subjects, document, statement, onOthers, model.environment) && { severity: 'warning' as const }),
      message: 'aws:RequestedRegion is the source Region when the profile, or its model in a Region, is authorized; "unspecified" is never met there',
      remedy: 'keep "unspecified" in a statement on the model without a Region, and leave it out for the others',
      paste: pasteInto(document, [written(onOthers), ...(regionless.length > 0 ? [written({ ...statement, sid: '', resources: { negated: false, values: regionless } })] : [])]),
    };
  })),
};

export const requestedRegionNotARegion: Rule = {
  id: 'requestedRegionNotARegion',
  severity: 'error',
  summary: 'An allow is conditioned on a value of `aws:RequestedRegion` that no request carries, `global` for example (an info beside `unspecified`)',
  symptom: 'AccessDeniedException on arn:aws:bedrock:::foundation-model/…, which a statement allows under aws:RequestedRegion "global"',
  cure: 'give "unspecified" on the model without a Region, and the source Region elsewhere',
  wrong: '"aws:RequestedRegion": "global"',
  right: '"aws:RequestedRegion": "unspecified"',
  page: PAGES.global,
  check: inStatements((statement, document, model) => (statement.effect === 'Allow' && invokes(statement) ? statement.conditions.filter(isRegionList) : []).flatMap((condition) => {
    const wrong = noRegions(condition);
    if (wrong.length === 0) return [];
    const values = condition.values.filter((value) => !wrong.includes(value));
    const mended = values.length === 0 && arnsOf(statement).every((arn) => arn.region === '') ? changed(statement, condition, { values: [REGIONLESS_REQUESTED_REGION] })
      : values.length === 0 ? without(statement, condition) : changed(statement, condition, { values });
    return [{
      // Beside the value that is meant it does no harm.
      ...(condition.values.includes(REGIONLESS_REQUESTED_REGION) ? { severity: 'info' as const } : severityOf(model, document, statement, condition)),
      message: `no request has aws:RequestedRegion ${wrong.map((value) => JSON.stringify(value)).join(' or ')}: it is a Region, or "unspecified" for a global profile's model without a Region`,
      remedy: 'give "unspecified" on the model without a Region, and the source Region elsewhere',
      paste: pasteInto(document, [written(mended)]),
    }];
  })),
};

export const unknownConditionKey: Rule = {
  id: 'unknownConditionKey',
  severity: 'error',
  summary: 'A condition uses a key that no request carries, `aws:InferenceProfileArn` or `bedrock:ModelId` for example (a warning where nothing near is known)',
  symptom: 'AccessDeniedException on what a statement allows under the condition; a deny that stops nothing',
  cure: 'give bedrock:InferenceProfileArn with the ARN of the profile, or the key that the finding names',
  wrong: '"aws:InferenceProfileArn"',
  right: '"bedrock:InferenceProfileArn"',
  page: PAGES.authorization,
  check: inStatements((statement, document, model) => statement.conditions.flatMap((condition) => {
    const unknown = unknownKeyOf(condition.key);
    if (!unknown) return [];
    const { keyText } = condition;
    return [{
      ...(unknown.meant === undefined ? { severity: 'warning' as const } : statement.effect === 'Allow' ? severityOf(model, document, statement, condition) : {}),
      message: `there is no condition key ${keyText}${unknown.meant === undefined ? ', as far as this library knows' : ''}, so no request carries it`,
      remedy: unknown.meant === undefined ? 'look the key up on the page of AWS' : `give ${unknown.meant}${/ProfileArn$/.test(unknown.meant) ? ', with the ARN of the profile' : ''}`,
      ...(unknown.meant === KEY_TEXT && condition.values.every((value) => value.startsWith('arn:')) && { paste: pasteInto(document, [written(changed(statement, condition, { keyText: unknown.meant }))]) }),
    }];
  })),
};

export const unknownAction: Rule = {
  id: 'unknownAction',
  severity: 'error',
  summary: 'An action does not exist: `Converse` and `ConverseStream` are authorized as `InvokeModel` and `InvokeModelWithResponseStream` (a warning beside them, or where it is none of inference)',
  symptom: 'AccessDeniedException: not authorized to perform bedrock:InvokeModel, while bedrock:Converse is allowed',
  cure: 'give bedrock:InvokeModel, and bedrock:InvokeModelWithResponseStream for streaming',
  wrong: '"Action": ["bedrock:Converse", "bedrock:ConverseStream"]',
  right: '"Action": ["bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream"]',
  page: PAGES.authorization,
  check: inStatements((statement, document) => {
    // Beside a real action it does no harm, and AWS's own deny examples have it there.
    const harmless = invokes(statement);
    if (statement.actions.negated || (harmless && statement.effect === 'Deny')) return [];
    const unknown = [...new Set(statement.actions.values)].flatMap((action) => {
      const found = unknownActionOf(action);
      return found ? [{ action, meant: found.meant ?? [] }] : [];
    });
    if (unknown.length === 0) return [];
    const inference = unknown.some(({ meant }) => meant.some((action) => action.startsWith('bedrock:InvokeModel')));
    const meant = [...new Set(unknown.flatMap((one) => one.meant))];
    const actions = [...new Set(statement.actions.values.flatMap((action) => unknown.find((one) => one.action === action)?.meant ?? [action]))];
    return [{
      ...(harmless || !inference ? { severity: 'warning' as const } : {}),
      message: `there is no action ${unknown.map(({ action }) => readable(action)).join(', ')}${inference ? '' : ', as far as this library knows'}`,
      remedy: meant.length > 0 ? `give ${meant.join(' and ')}` : 'look the action up on the page of AWS',
      ...(inference && { paste: pasteInto(document, [written({ ...statement, actions: { negated: false, values: actions } })]) }),
    }];
  }),
};

export const wildcardInStringEquals: Rule = {
  id: 'wildcardInStringEquals',
  severity: 'error',
  summary: 'A wildcard stands under `StringEquals` or `StringNotEquals`, which take `*` for a character like any other',
  symptom: 'AccessDeniedException on a model that is allowed under StringEquals with a *; a deny that stops nothing, or too much',
  cure: 'use ArnLike for bedrock:InferenceProfileArn, StringLike or the names of the Regions for aws:RequestedRegion',
  wrong: '"StringNotEquals": {"bedrock:InferenceProfileArn"',
  right: '"ArnNotLike": {"bedrock:InferenceProfileArn"',
  page: PAGES.operators,
  check: inStatements((statement, document) => (invokes(statement) ? statement.conditions : []).flatMap((condition) => {
    const values = literalWildcards(condition);
    if (values.length === 0) return [];
    const operator = `${condition.operator.negated ? 'Not' : ''}Like${condition.operator.ifExists ? 'IfExists' : ''}`;
    const set = /^For(Any|All)Values?:/.exec(condition.operator.text)?.[0] ?? '';
    const text = `${set}${condition.key === REQUESTED_REGION ? 'String' : 'Arn'}${operator}`;
    return [{
      message: `${condition.operator.text} on ${condition.keyText} compares with ${values.map((value) => JSON.stringify(readable(value))).join(', ')} as it stands, so no value is equal`,
      remedy: condition.key === REQUESTED_REGION ? 'use StringLike, StringNotLike, or the names of the Regions' : 'use ArnLike or ArnNotLike',
      paste: pasteInto(document, [written(changed(statement, condition, { operator: { ...condition.operator, text } }))]),
    }];
  })),
};

export const unreadableStatement: Rule = {
  id: 'unreadableStatement',
  severity: 'warning',
  summary: 'A statement is not what IAM documents, its `Effect` is `allow` for example, so nothing in it is checked',
  symptom: 'MalformedPolicyDocument when the template is deployed',
  cure: 'write it as IAM does, upper and lower case too: "Effect" is "Allow" or "Deny", and there is "Action" or "NotAction"',
  wrong: '"Effect": "allow"',
  right: '"Effect": "Allow"',
  page: PAGES.effect,
  check: (model) => model.documents.flatMap(({ logicalId, location, unreadable }) => unreadable.map((statement) => ({
    ...(logicalId !== undefined && { logicalId }),
    location: [location, statement.location].filter(Boolean).join('.'),
    message: `the statement is not read: ${statement.fault}`,
    remedy: 'write it as IAM does, upper and lower case too: "Effect" is "Allow" or "Deny", and there is "Action" or "NotAction"',
  }))),
};
