import { examplesIn, GUIDES, README, translatedExamples } from './examples';
import { Language, LANGUAGES, Refusal, refusals } from './parsers';

const examples = translatedExamples();

/** What jsii-rosetta makes of an example that it should not have been given, on line 2: each parser has to see that. */
const FAULTY: Record<Language, string> = {
  python: 'from cdk_bedrock_cris import InferenceProfile\nInferenceProfile.global(sonnet)',
  java: 'import io.github.cdkbedrockcris.InferenceProfile;\nids.forEach((id) => InferenceProfile.fromInferenceProfileId(id));',
  go: 'import "github.com/cdk-bedrock-cris/cdk-bedrock-cris-go/cdkbedrockcris"\nids.forEach((id) => cdkbedrockcris.InferenceProfile_FromInferenceProfileId(id))',
  csharp: 'using CdkBedrockCris;\nfor (var id in ids) InferenceProfile.FromInferenceProfileId(id);',
};

test.each([['the README', [README]], ['the guides', GUIDES]])('every example of %s is translated', (_, pages) => {
  const translated = examples.filter(({ name }) => pages.some((page) => name.startsWith(`${page.name}:`)));
  expect(translated.length).toBeGreaterThan(0);
  expect(translated).toHaveLength(examplesIn(pages));
});

describe.each(LANGUAGES)('%s', (language) => {
  let refused: Refusal[][];

  beforeAll(() => {
    refused = refusals(language, [...examples.map(({ translations }) => translations[language] ?? ''), FAULTY[language]]);
  });

  test('a faulty example is refused, for its line', () => {
    expect(refused[examples.length][0]).toMatchObject({ line: 2 });
  });

  test.each(examples.map((example, index) => ({ ...example, index })))('$name', ({ name, translations, index }) => {
    const code = translations[language];
    const found = code ? refused[index].map(({ line, message }) => `line ${line}: ${message}`) : ['no translation'];
    if (found.length === 0) return;
    const problem = new Error([`${name}, in ${language}`, ...found, '', code].join('\n'));
    delete problem.stack;
    throw problem;
  });
});
