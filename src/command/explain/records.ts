import { isBraced } from '../../checks/read/json';
import { isRecord, MAX_DEPTH } from '../../checks/read/template';

/** A text with a message in it, and what is known besides: of a record of CloudTrail, all that it says of the call. */
export interface Source {
  readonly text: string;
  readonly sourceRegion?: string;
  readonly called?: string;
  readonly principal?: string;
  readonly operation?: string;
  readonly account?: string;
}

// Each is at least a record of its own; more are not read.
const MAX_RECORDS = 10_000;

/**
 * The failed calls among records of CloudTrail: one record, `Records`, events of EventBridge, the answer of `lookup-events`, or one of these a line. What
 * is no such record is one text.
 *
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html
 */
export function sourcesIn(text: string): Source[] {
  const whole = parsed(text);
  const found = recordsIn(whole);
  if (found.length > 0) return found;
  if (whole !== undefined) return [{ text }];
  const rest: string[] = [];
  for (const line of text.includes('"errorCode"') ? text.split('\n') : [text]) {
    const records = line.includes('"errorCode"') && found.length < MAX_RECORDS ? recordsIn(parsed(line)) : [];
    if (records.length > 0) found.push(...records);
    else rest.push(line);
  }
  return [...found, { text: rest.join('\n') }];
}

function recordsIn(value: unknown, depth = 0): Source[] {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return [];
  if (isRecord(value)) {
    if (typeof value.errorCode === 'string' && typeof value.eventName === 'string') return [sourceOf(value)];
    const decoded = decodedIn(value);
    if (decoded) return [decoded];
    // The AWS CLI prints what it holds as text.
    const inner = value.CloudTrailEvent ?? value.DecodedMessage;
    if (typeof inner === 'string') return recordsIn(parsed(inner), depth + 1);
  }
  const found: Source[] = [];
  for (const part of Object.values(value)) {
    if (found.length >= MAX_RECORDS) break;
    found.push(...recordsIn(part, depth + 1));
  }
  return found;
}

function sourceOf(record: Record<string, unknown>): Source {
  const { errorCode, errorMessage, awsRegion, eventName, recipientAccountId, requestParameters, userIdentity } = record;
  const parameters = isRecord(requestParameters) ? requestParameters : {};
  const called = texts(parameters.modelId ?? parameters.modelIdentifier ?? parameters.inferenceProfileIdentifier);
  return {
    text: `${errorCode as string}: ${typeof errorMessage === 'string' ? errorMessage : ''}`,
    sourceRegion: texts(awsRegion),
    called,
    principal: isRecord(userIdentity) ? texts(userIdentity.arn) : undefined,
    operation: texts(eventName),
    account: texts(recipientAccountId),
  };
}

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_DecodeAuthorizationMessage.html */
function decodedIn({ allowed, context }: Record<string, unknown>): Source | undefined {
  if (allowed !== false || !isRecord(context)) return undefined;
  const [action, resource, principal] = [texts(context.action), texts(context.resource), isRecord(context.principal) ? texts(context.principal.arn) : undefined];
  return action === undefined ? undefined : { text: `User: ${principal ?? 'unknown'} is not authorized to perform: ${action}${resource === undefined ? '' : ` on resource: ${resource}`}`, principal };
}

function texts(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= 2_048 ? value : undefined;
}

function parsed(text: string): unknown {
  if (!isBraced(text)) return undefined;
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}
