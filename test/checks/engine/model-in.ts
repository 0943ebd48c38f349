import { Model, modelOf } from '../../../src/checks/model/model';
import { TemplateSource } from '../../../src/checks/read/template';

/** The model of a template that is deployed to a Region. */
export function modelIn(region: string, json: unknown, others: Partial<TemplateSource> = {}, namedElsewhere: readonly string[] = [], takesImports = true): Model {
  return modelOf({ path: 'template.json', template: json, ...others }, { partition: 'aws', region, account: '111122223333' }, { names: new Set(namedElsewhere), takesImports });
}
