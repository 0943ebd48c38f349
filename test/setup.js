// CDK's built-in template validation costs about 2 s per process; one suite switches it on again.
process.env.CDK_VALIDATION = 'false';
// Nor does any test read where in the code a construct was made.
process.env.CDK_CONTEXT_JSON = JSON.stringify({ 'aws:cdk:disable-stack-trace': true, 'aws:cdk:disable-creation-stack-traces': true });
