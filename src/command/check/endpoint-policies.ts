import { ListedPolicies } from './listed-policies';
import { textOf } from '../../checks/read/opaque';
import { isRecord, Json } from '../../checks/read/template';

/**
 * The policies of the endpoints of Amazon Bedrock; those of other services have policies too, which none of its calls passes.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html
 */
export function endpointPolicies({ VpcEndpoints }: Json): ListedPolicies | undefined {
  if (!Array.isArray(VpcEndpoints)) return undefined;
  const endpoints = VpcEndpoints.filter(isRecord).filter(({ ServiceName = '.bedrock', PolicyDocument }) => PolicyDocument !== undefined && textOf(ServiceName).includes('.bedrock'));
  const [region] = endpoints.flatMap(({ ServiceName }) => /\.([a-z]{2,4}(?:-[a-z]+)+-\d)\./.exec(textOf(ServiceName))?.[1] ?? []);
  const [account] = endpoints.flatMap(({ OwnerId }) => (/^\d{12}$/.test(textOf(OwnerId)) ? [textOf(OwnerId)] : []));
  return {
    region,
    account,
    resources: Object.fromEntries(endpoints.map(({ VpcEndpointId, ServiceName, PolicyDocument }, index) =>
      [textOf(VpcEndpointId ?? `endpoint ${index}`), { Type: 'AWS::EC2::VPCEndpoint', Properties: { ServiceName, PolicyDocument } }])),
  };
}
