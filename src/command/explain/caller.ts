import { Facts } from './facts';
import { Request, selectsAction } from '../../checks/policy/decide';
import { Subject } from '../../checks/policy/subjects';
import { resourcesOf } from '../../checks/read/template';

/** Who called, with all its policies, and what is to be said of that. */
interface Caller {
  readonly its: readonly Subject[];
  readonly remark: string;
}

// More roles are none that somebody compares.
const MOST = 5;

/** The caller, if the template defines it; else each principal that may be it. Policies without a principal count in any case. */
export function callersIn(subjects: readonly Subject[], template: unknown, request: Request, { principal = '' }: Facts): Caller[] {
  const name = /:(?:assumed-role|role|user)\/(?:[^:]*\/)?([^/:]+)(?:\/[^/]*)?$/.exec(principal.replace(/(:assumed-role\/[^/]+)\/.*$/, '$1'))?.[1];
  const [principals, alone] = [subjects.filter(({ kind }) => kind === 'principal'), subjects.filter(({ kind }) => kind === 'document')];
  const its = name === undefined ? [] : principals.filter((subject) => isCalled(name, subject, template));
  if (its.length > 0 || principals.length <= 1) return [{ its: [...its.length > 0 ? its : principals, ...alone], remark: '' }];
  const acting = principals.filter(({ documents }) => documents.some(({ statements }) => statements.some((statement) => selectsAction(statement, request.action) !== 'no')));
  if (acting.length === 0) return [{ its: [...principals, ...alone], remark: '' }];
  return acting.slice(0, MOST).map((one) => ({ its: [one, ...alone], remark: `if ${one.logicalId} is the caller: ` }));
}

function isCalled(name: string, { logicalId = '' }: Subject, template: unknown): boolean {
  const properties = resourcesOf(template).find((resource) => resource.logicalId === logicalId)?.properties;
  const own = properties?.RoleName ?? properties?.UserName;
  // CloudFormation makes names of the stack, the logical ID and a random part.
  return typeof own === 'string' ? own === name : name === logicalId.replace(/^(?:role|user) /, '') || name.includes(`-${logicalId}-`) || cutOff(name, logicalId);
}

// Of a long name the logical ID is cut: `Stack-AssistantServiceRoleDE-1A2B3C`.
function cutOff(name: string, logicalId: string): boolean {
  const part = name.split('-').slice(-2)[0] ?? '';
  return part.length >= 12 && logicalId.startsWith(part);
}
