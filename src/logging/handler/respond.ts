import { Clock } from './bedrock';
import { Outcome, ResourceEvent } from './lifecycle';

/** The whole answer has at most 4,096 bytes, of which the physical ID takes up to 1,024. */
const MAX_REASON = 1_500;

/**
 * Answers CloudFormation, which otherwise waits until it gives up. Throws where it cannot be reached: Lambda then delivers the event again.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html
 */
export async function respond(event: ResourceEvent, { physicalId, reason }: Outcome, clock: Clock, deadline: number): Promise<void> {
  const body = Buffer.from(JSON.stringify({
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    // In ASCII, so that a character is a byte.
    ...reason !== undefined && { Reason: reason.replace(/[^ -~]+/g, ' ').slice(0, MAX_REASON) },
    PhysicalResourceId: physicalId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  }));
  for (let pause = 1_000; ; pause *= 2) {
    // The URL is signed without a content type.
    const status = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' }, signal: AbortSignal.timeout(10_000) })
      .then((answer) => answer.status, () => undefined);
    if (status !== undefined && status < 300) return;
    if (clock.now() + pause > deadline) throw new Error(`CloudFormation does not take the answer: ${status ?? 'no connection'}`);
    await clock.sleep(pause);
  }
}
