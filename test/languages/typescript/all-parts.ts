import { App, Validations } from 'aws-cdk-lib';
import { CrisChecks } from 'cdk-bedrock-cris';
import { AllPartsStack } from './all-parts-stack';

const app = new App();
Validations.of(app).addPlugins(new CrisChecks());
new AllPartsStack(app, 'AllParts', { env: { region: 'eu-west-1' } });
