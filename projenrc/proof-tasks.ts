import { awscdk } from 'projen';

/** The commands that prove things; CONTRIBUTING.md says what each of them proves. */
export function proofTasks(project: awscdk.AwsCdkConstructLibrary, jsiiNode: Record<string, string>): void {
  const proofs: Record<string, string> = {
    deploy: 'Deploy, change and destroy every scenario on an AWS emulator, with the CDK command line; needs Python 3.10',
    languages: 'Package for Python, Java, Go and .NET, and compare what they synthesize with TypeScript; needs Python 3.10, JDK 17, Maven and Go 1.25',
    patterns: "AWS's event-ruler over every event pattern, and a bus that delivers; needs JDK 17, Maven and Python 3.10",
    templates: 'cfn-lint, the CloudFormation schema, checkov and the controls of AWS Control Tower over every template; needs Python 3.10',
    translations: 'Parse every code example of the README and the docstrings in Python, Java, Go and C#; needs Python 3.10, JDK 17 and Go 1.25',
  };
  for (const [name, description] of Object.entries(proofs)) {
    project.addTask(`test:${name}`, { description, exec: `jest --ci --runInBand --config test/${name}/jest.config.json`, env: { ...jsiiNode, ...SDK_NODE }, receiveArgs: true });
  }
  const integ = 'integ-runner --config test/integ/integ.config.json';
  // Otherwise the runner asks the machine's metadata service for a Region.
  const offline = { AWS_REGION: 'eu-west-1' };
  project.addTask('integ:verify', {
    description: 'Compare the integration tests with their snapshots, offline',
    // By name and strict: a test that is not found is an error.
    exec: `${integ} --strict integ.existing-trail.ts integ.geographic-deny.ts integ.global-workload.ts`,
    env: offline,
  });
  project.addTask('integ:update', { description: 'Record the snapshots of the integration tests, offline', exec: `${integ} --update-on-failed --dry-run --no-update-workflow`, env: offline });
  project.addTask('integ:deploy', { description: 'Deploy the integration tests into an account, assert, destroy', exec: `${integ} --force --no-update-workflow`, receiveArgs: true });
  project.addTask('test:mutation', {
    description: 'Whether the tests notice changes of the code, room by room',
    exec: 'tsx --tsconfig test/tsconfig.json test/mutation/main.ts',
    receiveArgs: true,
  });
  project.addTask('test:properties', {
    description: 'Every property of the tests with 10,000 inputs from a new seed; needs Python 3.10',
    exec: 'tsx --tsconfig test/tsconfig.json scripts/properties.ts',
  });
  project.addTask('simulate:organization', {
    description: 'How far examples/organization goes: counts against the limits of AWS, cost, the first limit that is reached',
    exec: 'tsx --tsconfig test/tsconfig.json scripts/organization/main.ts',
    receiveArgs: true,
  });
  project.addTask('pictures', {
    description: 'Draw the pictures of the README from what is synthesized',
    exec: 'tsx --tsconfig test/tsconfig.json scripts/pictures/main.ts',
  });
}

const SDK_NODE = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
