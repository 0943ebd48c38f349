import { allow, BOTH, document, literal, SONNET_4_5, through } from './corpus/template-parts';
import { checkPolicyDocument } from '../../src/checks/check';

// A call is denied where it is routed to, so a policy that lacks a destination may work for long.
test('a destination that is missing: calls may be denied, which is all that is known', () => {
  const profile = literal.profile(`us.${SONNET_4_5}`, 'us-east-1');
  const policy = document(allow(BOTH, profile), allow(BOTH, literal.model(SONNET_4_5, 'us-east-1'), through(profile)));
  const [{ rule, message }, ...others] = checkPolicyDocument('policy.json', policy, 'us-east-1');
  expect([rule, others]).toEqual(['destinationModelMissing', []]);
  expect(message).toMatch(/^us\.\S+ from us-east-1 also reaches us-east-2, us-west-2 \(known as of [\d-]+\), where its model is not allowed; calls may be denied, sometimes only under load$/);
});
