import { Condition } from './condition';
import { Statement } from './statement';
import { Subject } from './subjects';
import { wordsIn } from '../read/opaque';

// Who calls, apart from the account and the organization, which are those of everybody whom a policy concerns.
const CALLER = /^aws:(principal(arn|tag\/.*|type|orgpaths|servicename|servicenameslist)|userid|username|calledvia(first|last)?|federatedprovider|multifactorauthpresent|sourcevpce?|sourceip|vpcsourceip)$/;

/** The deny for everybody whom it does not exempt; of a principal that is known, only if the exemption does not name it. */
export function forOthers(statement: Statement, subject?: Subject): Statement {
  const isExemption = (condition: Condition) => CALLER.test(condition.key) && exempts(condition);
  return { ...statement, conditions: statement.conditions.filter((condition) => !isExemption(condition) || (subject !== undefined && names(condition, subject))) };
}

/** The deny for those whom it is for, whoever they are. */
export function forItsTargets(statement: Statement): Statement {
  return { ...statement, conditions: statement.conditions.filter(({ key }) => !CALLER.test(key)) };
}

function exempts({ operator, values }: Condition): boolean {
  return operator.negated || (operator.comparison === 'null' && values.every((value) => value.toLowerCase() === 'true'))
    || (operator.comparison === 'equalsIgnoreCase' && operator.text.includes('Bool') && values.every((value) => value.toLowerCase() === 'false'));
}

function names({ values }: Condition, { logicalId, name }: Subject): boolean {
  return values.some((value) => (logicalId !== undefined && wordsIn(value).includes(logicalId)) || (name !== undefined && value.endsWith(`/${name}`)) || /:role\/\*$|^\*$/.test(value));
}
