import { ACCOUNT_ID, allow, BOTH, hand, literal, SONNET_4_5, template } from './corpus/template-parts';
import { inlineRole } from './corpus/template-resources';
import { CATALOG } from '../../src/bedrock/catalog';
import { checkTemplates } from '../../src/checks/check';

const REGIONS = [...CATALOG.regions.values()].filter(({ partition, bedrock }) => partition === 'aws' && bedrock).slice(0, 25).map(({ region }) => region);

/** A fault that has to be looked for from each of the Regions, and is in all. */
const role = (sid: string) => inlineRole('lambda.amazonaws.com', [
  { Sid: sid, ...allow(BOTH, hand.profile(`global.${SONNET_4_5}`)) }, allow(BOTH, REGIONS.map((region) => literal.model(SONNET_4_5, region))),
]);
const roles = (count: number, sid: (index: number) => string) => template(Object.fromEntries(Array.from({ length: count }, (_, index) => [`Role${index}`, role(sid(index))])));

/** The quickest of a few runs, which a busy machine slows the least. */
function timeOf(json: unknown, region?: string): number {
  return Math.min(...[1, 2, 3].map(() => {
    const start = process.hrtime.bigint();
    expect(checkTemplates([{ path: 'template.json', template: json, ...(region && { region, account: ACCOUNT_ID }) }]).length).toBeGreaterThan(0);
    return Number(process.hrtime.bigint() - start) / 1e6;
  }));
}

test('roles with the same policies are judged once', () => {
  expect(REGIONS).toHaveLength(25);
  const same = timeOf(roles(40, () => 'Chat'));
  const different = timeOf(roles(40, (index) => `Chat${index}`));
  expect(same).toBeLessThan(different / 2);
});

test('time grows with the roles, not with their square', () => {
  const [few, many] = [30, 240].map((count) => timeOf(roles(count, (index) => `Chat${index}`), 'eu-west-1'));
  expect(many).toBeLessThan(8 * 3 * few);
});
