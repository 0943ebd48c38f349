import { CorpusCase, Json } from './corpus-case';
import { DENY_TEMPLATES } from './deny-templates';
import { EDGES } from './edges';
import { PEER_SLIPS } from './peer-slips';
import { PEERS } from './peers';
import { ACCOUNT_ID } from './template-parts';
import { THREADS } from './threads';
import { SILENT_CASES } from './unknowns';
import { callIsAllowed, CrisCall, INVOKE_ACTIONS } from '../../support/cris-requests';
import { resourceOf } from '../../support/template-intrinsics';
import { policiesOfRole } from '../../support/template-policies';

/** Whether the role may make the call of the case, with both actions, as the evaluator decides it. */
function works({ call, region }: CorpusCase, templates: readonly Json[]): boolean {
  const sourceRegion = call!.sourceRegion ?? region!;
  const holder = templates.find((template) => resourceOf(template, call!.role))!;
  const { inline, managed } = policiesOfRole(holder, call!.role, { partition: 'aws', region: sourceRegion, accountId: ACCOUNT_ID });
  const request: CrisCall = { account: ACCOUNT_ID, sourceRegion, inferenceProfileId: call!.profile, destinationRegions: call!.destinations };
  return INVOKE_ACTIONS.every((action) => callIsAllowed([...inline, ...managed], { ...request, action }));
}

const CASES = [...THREADS, ...PEERS, ...PEER_SLIPS, ...EDGES, ...DENY_TEMPLATES, ...SILENT_CASES]
  .filter(({ call }) => call).map((corpusCase) => [corpusCase.name, corpusCase] as const);

test.each(CASES)('the corpus is right: %s', (_name, corpusCase) => {
  expect(works(corpusCase, corpusCase.templates)).toBe(corpusCase.call!.works ?? false);
  if (corpusCase.mended) expect(works(corpusCase, corpusCase.mended)).toBe(true);
});
