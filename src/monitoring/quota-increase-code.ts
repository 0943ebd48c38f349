/**
 * What the function of a quota increase runs: JavaScript of its own, because a function that is shared with the `AwsCustomResource` of a user would change
 * that. CloudFormation hands every property over as text.
 *
 * Lambda delivers an event again where this throws; a request that was made by then is found open, which is no failure.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/crpg-ref-requests.html
 */
export const HANDLER_CODE = `
// A request is open already, or the value is not above the one applied.
const NOTHING_TO_DO = ['ResourceAlreadyExistsException', 'IllegalArgumentException'];

// A request once, on creation. An update or a deletion never asks for anything.
async function reasonOfFailure({ RequestType, ResourceProperties: { QuotaCode, DesiredValue, Region } }) {
  if (RequestType !== 'Create') return undefined;
  try {
    // Here, so that a runtime without it is answered as a failure, and not with silence.
    const { RequestServiceQuotaIncreaseCommand, ServiceQuotasClient } = require('@aws-sdk/client-service-quotas');
    const command = new RequestServiceQuotaIncreaseCommand({ ServiceCode: 'bedrock', QuotaCode, DesiredValue: Number(DesiredValue) });
    const { RequestedQuota } = await new ServiceQuotasClient({ region: Region }).send(command);
    console.log('Requested', RequestedQuota?.Id, RequestedQuota?.Status);
    return undefined;
  } catch (error) {
    console.log(error.name, error.message);
    return NOTHING_TO_DO.includes(error.name) ? undefined : error.name + ': ' + error.message;
  }
}

exports.handler = async (event) => {
  const reason = await reasonOfFailure(event);
  const body = Buffer.from(JSON.stringify({
    Status: reason === undefined ? 'SUCCESS' : 'FAILED',
    // The answer holds 4,096 bytes; in ASCII a character is a byte.
    Reason: reason === undefined ? undefined : reason.replace(/[^ -~]+/g, ' ').slice(0, 1500),
    PhysicalResourceId: event.PhysicalResourceId ?? event.ResourceProperties.RequestName,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  }));
  for (let attempt = 1; ; attempt += 1) {
    // The URL is signed without a content type.
    const status = await fetch(event.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' }, signal: AbortSignal.timeout(10000) })
      .then((answer) => answer.status, () => 0);
    if (status >= 200 && status < 300) return;
    if (attempt === 4) throw new Error('CloudFormation does not take the answer: ' + (status || 'no connection'));
    await new Promise((resolve) => setTimeout(resolve, 1000 * attempt));
  }
};
`.trimStart();
