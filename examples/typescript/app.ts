import { App } from 'aws-cdk-lib';
import { AssistantStack } from './assistant-stack';

const app = new App();
new AssistantStack(app, 'CrisQuickStart', { env: { region: 'eu-west-1' } });
