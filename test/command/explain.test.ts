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

const squeezed = (text: string) => text.replace(/\s+/g, '');

test.each(CASES)('people read all that programs do: $name', async ({ text, args = [] }) => {
  const [{ summary, why, when, who, change, paste, placeholders, verify, rules, page, cause }] = await explained(text, args);
  const out = squeezed((await command('explain', ...args, text)).out);
  const parts = [summary, `Why ${why.join('')} When ${when}`, `What to change ${change.join('')} Who changes it ${who[0].toUpperCase()}${who.slice(1)}.`, ...verify, `${page} cause: ${cause}`];
  const pasted = paste.map(({ title, statements, condition, lines }) => `${title}:${statements ? JSON.stringify(statements) : condition ? JSON.stringify(condition) : lines?.join('')}`);
  const meanings = Object.entries(placeholders).map(([name, meaning]) => `${name}: ${meaning}`);
  expect([...parts, ...pasted, ...meanings].filter((part) => !out.includes(squeezed(part)))).toEqual([]);
  expect([/cdk-bedrock-crischeck\):([\w,]+?)https/.exec(out)?.[1], out.includes('Toseethatitismended')]).toEqual([rules.length > 0 ? rules.join(',') : undefined, verify.length > 0]);
  expect([...why, ...change].filter((sentence) => !/[.?]$/.test(sentence))).toEqual([]);
});

// What is said is what users get: it is read when it changes. The first message of each cause.
const FIRSTS = [...new Map([...CASES].reverse().map((one) => [one.cause, one])).entries()];
test.each(FIRSTS)('the words: %s', async (_kind, { text, args = [] }) => {
  expect(`\n${(await command('explain', ...args, text)).out}`).toMatchSnapshot();
});
