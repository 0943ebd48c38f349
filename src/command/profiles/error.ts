/** What kept Amazon Bedrock from answering, without the message of AWS: it names the account and the caller. */
export function failureOf(error: unknown): string {
  const { name = 'Error', code, $metadata } = error as { name?: string; code?: string; $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode;
  const what = REASONS[name] ?? REASONS[code ?? ''] ?? (status === undefined ? 'no answer that could be read' : undefined);
  return [status === undefined ? code ?? name : `${name}, HTTP ${status}`, what].filter((part) => part !== undefined).join(': ');
}

const NOT_VALID_THERE = 'the credentials are not valid there; a Region that is not enabled in the account answers so';

const REASONS: Record<string, string> = {
  CredentialsProviderError: 'no AWS credentials were found',
  ExpiredTokenException: 'the AWS credentials have expired',
  AccessDeniedException: 'the caller may not bedrock:ListInferenceProfiles, or the Region is not enabled in the account',
  UnrecognizedClientException: NOT_VALID_THERE,
  InvalidClientTokenId: NOT_VALID_THERE,
  InvalidSignatureException: NOT_VALID_THERE,
  ThrottlingException: 'too many requests',
  TimeoutError: 'no answer in time',
  ENOTFOUND: 'the Region has no endpoint that could be found',
  ECONNREFUSED: 'the endpoint refused the connection',
};
