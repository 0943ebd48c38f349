import { command } from './command-run';
import { CASES } from './explain-cases';
import { Explanation } from '../../src/command/explain/explanation';

interface Explained { readonly explanations: readonly (Omit<Explanation, 'facts'> & { readonly facts: { readonly policy?: { readonly kind: string; readonly explicit: boolean } } })[] }

async function explained(text: string, args: readonly string[] = []): Promise<Explained['explanations']> {
  const { code, out, err } = await command('explain', ...args, '--format', 'json', text);
  expect([code, err]).toEqual([0, '']);
  return (JSON.parse(out) as Explained).explanations;
}

test.each(CASES)('$name', async ({ text, args, cause, policy, says = [] }) => {
  const all = await explained(text, args);
  expect(all.map((one) => one.cause)).toEqual([cause]);
  const [{ facts }] = all;
  expect(facts.policy && `${facts.policy.kind} ${facts.policy.explicit ? 'explicit' : 'implicit'}`).toBe(policy);
  for (const said of says) expect(JSON.stringify(all[0])).toMatch(said);
});
