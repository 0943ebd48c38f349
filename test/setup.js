// CDK's built-in template validation costs about 2 s per process; one suite switches it on again.
process.env.CDK_VALIDATION = 'false';
