import { App } from 'aws-cdk-lib';

/** An app whose snapshot is the same in every folder: without stack traces, which hold paths, and without what is only collected on the use of the CDK. */
export function integApp(): App {
  return new App({
    treeMetadata: false,
    context: {
      'aws:cdk:disable-creation-stack-traces': true,
      'aws:cdk:disable-logicalId-metadata': true,
    },
    postCliContext: { '@aws-cdk/core:enableAdditionalMetadataCollection': false },
  });
}
