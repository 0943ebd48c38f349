import { betterElsewhere, Circumstances, circumstancesText, remarksText, Result, table } from './report';

/** The page of the documentation. */
export function page({ rows, remarks }: Result, circumstances: Circumstances): string {
  const { titles } = circumstances;
  return `# Benchmarks

Written by \`npm run bench -- --write\`; do not edit. ${circumstancesText(circumstances)}.

The library against code that defines the same with aws-cdk-lib alone (\`bench/sides/hand-written.ts\`), and against the two packages of AWS that grant calls through
cross-Region profiles: \`@aws-cdk/aws-bedrock-alpha\` and \`@cdklabs/generative-ai-cdk-constructs\`. All sides run on the same aws-cdk-lib. Times are medians over the
rounds, with the least and the greatest in parentheses; "none" is what a side does not have.

${table(rows, titles)}

## Where the others are better

In every round, or in a figure that is the same each time:

${betterElsewhere(rows, titles)}

A policy is short when it names little: those of the packages allow \`bedrock:InvokeModel*\` on the model in any Region, without a condition.

## What is found

What a role for one profile allows beyond the calls through it, what it refuses of them, and what cdk-nag finds in it:

${remarksText(remarks, titles)}

The requests are those of the tests of the library (\`test/support/cris-requests.ts\` from the pages of AWS, \`test/support/denied-requests.ts\`), decided by their
evaluator: a list that the library was written for. Whether a workload may also call the model without the profile is a choice, and the packages made it differently.

## How it is measured

Run \`npm run bench\`; \`-- --write\` also writes this page. It installs the versions of \`bench/pinned\` into \`.cache/bench\`; \`-- --without-peers\` installs nothing, leaves
the packages out and runs on the aws-cdk-lib of the project. \`-- --rounds 3\` is quicker. Times differ between machines; ratios and sizes hardly do.

- Each measurement is a fresh process of Node.js, on compiled code, the sides taking turns. A ratio is the median of the ratios of the rounds, because the times of a
  round ran one after the other: a machine that is busy for a while changes all. Where the least and the greatest are far apart, it was busy in between.
- "require" loads the modules of aws-cdk-lib that the side asks for first; what it adds comes after, with the files of aws-cdk-lib that it makes load. Of
  generative-ai-cdk-constructs that is the whole package, which is how its documentation imports it.
- A role is one for AWS Lambda that may call one global profile: by \`InferenceProfileGrants\`, by hand with \`role.addToPolicy\` for each statement, and by
  \`CrossRegionInferenceProfile.fromConfig(…).grantInvoke(role)\`. The interface of generative-ai-cdk-constructs has no name for the global scope; it takes one by a cast.
  Its time is from the first \`require\` to the end of \`app.synth()\`: a side that loads much of aws-cdk-lib beforehand would seem to synthesize faster.
- A workload is a \`CrisWorkload\` with one global profile and all defaults, and the same by hand; a stack holds up to 20 of them, on one trail. Its time is from
  \`new App\` to the end of \`app.synth()\`. The run fails if the two differ in more than names and texts: types and numbers of resources, their properties, the
  widgets of the dashboard. Beside its grants, generative-ai-cdk-constructs has a dashboard, \`BedrockCwDashboard\`.
- Synthesis is with the feature flags of \`cdk init\` and without CDK's validation of templates (\`CDK_VALIDATION=false\`), which would hide the difference.
- Sizes are those of compact JSON. Policies are as IAM gets them, for an account and a Region that are known. IAM takes 10,240 characters in the inline policies of a
  role, 6,144 in a managed policy, and 20 managed policies on a role.
- The check is that of \`CrisChecks\` and of the command: loading it, reading the templates and checking them, beside the synth of the same app in the same process. A
  third of the resources are those of workloads, the others are functions with roles for other services.
`;
}
