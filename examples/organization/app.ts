import { App } from 'aws-cdk-lib';
import { ORGANIZATION } from './organization';
import { OrganizationStage } from './organization-stage';

const app = new App();
new OrganizationStage(app, 'Bedrock', { organization: ORGANIZATION });
