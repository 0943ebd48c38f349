import { PAGES, inStatements, Rule } from '../model/rule';
import { invokes } from '../policy/misplaced';

/** Operations, and names made up from them, that are authorized as `InvokeModel` or `InvokeModelWithResponseStream`. */
const NO_ACTION = /^(bedrock:(converse|conversestream|invokemodelstream|invokemodelwithbidirectionalstream|invokeinferenceprofile|chatcompletions)|bedrock-runtime:.*)$/i;

export const unknownAction: Rule = {
  id: 'unknownAction',
  severity: 'error',
  summary: 'An action does not exist: `Converse` and `ConverseStream` are authorized as `InvokeModel` and `InvokeModelWithResponseStream`',
  page: PAGES.authorization,
  check: inStatements((statement) => {
    // Beside a real action it does no harm, and AWS's own deny examples have it there.
    const harmless = invokes(statement);
    if (harmless && statement.effect === 'Deny') return [];
    return statement.actions.values.filter((action) => NO_ACTION.test(action)).map((action) => ({
      ...(harmless && { severity: 'warning' as const }),
      message: `there is no action ${action}`,
      remedy: 'give bedrock:InvokeModel, and bedrock:InvokeModelWithResponseStream for streaming',
    }));
  }),
};
