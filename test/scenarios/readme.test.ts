import { Template } from 'aws-cdk-lib/assertions';
import { README_SCENARIOS } from './scenarios';
import { stackOf } from './synthesize';

// Whole templates, few and small: what a change does to a user's stack is read here. https://docs.aws.amazon.com/cdk/v2/guide/testing.html
const SHOWN = ['own role', 'several profiles', 'geographic', 'deny', 'residency rule'];

test.each(SHOWN)('%s', (name) => {
  expect(Template.fromStack(stackOf(README_SCENARIOS[name])).toJSON()).toMatchSnapshot();
});
