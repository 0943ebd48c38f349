import { CorpusCase } from './corpus-case';
import { TemplateSource } from '../../../src/checks/read/template';

/** The templates of a case as they are handed to the checker. */
export function sourcesOf({ templates, region }: Pick<CorpusCase, 'templates' | 'region'>): TemplateSource[] {
  return templates.map((template, index) => ({ path: `template-${index}.json`, template, region }));
}
