import { sorted, tuplesOf } from './corpus/corpus-case';
import { FAULTY_DENIES, SOUND_DENIES } from './corpus/denies';
import { DENY_TEMPLATES } from './corpus/deny-templates';
import { FAULTY_EFFECTS, SOUND_EFFECTS } from './corpus/review-denies';
import { sourcesOf } from './corpus/sources';
import { checkPolicyDocument, checkTemplates } from '../../src/checks/check';

describe('a deny that does not do what it says', () => {
  test.each([...FAULTY_DENIES, ...FAULTY_EFFECTS].map((faulty) => [faulty.name, faulty] as const))('%s', (_name, { document, expected }) => {
    expect(tuplesOf(checkPolicyDocument('scp.json', document))).toEqual(sorted(expected));
  });
});

describe('a deny that does', () => {
  test.each([...SOUND_DENIES, ...SOUND_EFFECTS].map((sound) => [sound.name, sound] as const))('%s', (_name, { document }) => {
    expect(tuplesOf(checkPolicyDocument('scp.json', document))).toEqual([]);
  });
});

describe('in templates', () => {
  test.each(DENY_TEMPLATES.map((deny) => [deny.name, deny] as const))('%s', (_name, deny) => {
    expect(tuplesOf(checkTemplates(sourcesOf(deny)), deny.templates)).toEqual(sorted(deny.expected));
    if (deny.mended) expect(checkTemplates(sourcesOf({ ...deny, templates: deny.mended }))).toEqual([]);
  });
});
