// Runs in AWS Lambda as it stands, with the SDK of the runtime.
const { CloudTrailClient, paginateLookupEvents } = require('@aws-sdk/client-cloudtrail');

const client = new CloudTrailClient({});

/** The profiles that a function has called in the last hour, by the event history of CloudTrail, which needs no trail. */
exports.handler = async ({ eventName, functionName }) => {
  const modelIds = new Set();
  const found = paginateLookupEvents({ client, pageSize: 50 }, {
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    StartTime: new Date(Date.now() - 3_600_000),
  });
  for await (const { Events = [] } of found) {
    for (const { CloudTrailEvent } of Events) {
      const { userIdentity, requestParameters, errorCode } = JSON.parse(CloudTrailEvent);
      // The session of a function has the function's name, which is new with each deployment.
      if (userIdentity?.arn?.endsWith(`/${functionName}`) && !errorCode && requestParameters) modelIds.add(requestParameters.modelId);
    }
  }
  return { modelIds: [...modelIds] };
};
