import { wordsIn } from './opaque';
import { isRecord, resourcesOf, TemplateSource, textsIn } from './template';

/**
 * Logical IDs that a template hands out: exported, passed to a nested stack or to the parent of one. Policies may be attached to such a role where it
 * is used.
 */
export function handedOut({ template, isNested }: TemplateSource): Set<string> {
  const outputs = isRecord(template) && isRecord(template.Outputs) ? Object.values(template.Outputs) : [];
  const exported = outputs.filter((output) => isRecord(output) && (isNested || output.Export !== undefined)).map((output) => (output as { Value?: unknown }).Value);
  const passed = resourcesOf(template).filter(({ type }) => type === 'AWS::CloudFormation::Stack').map(({ properties }) => properties.Parameters);
  return new Set([...textsIn([exported, passed])].flatMap(wordsIn));
}

/**
 * Whether a macro or a loop adds to the template what is not seen in it.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-transform.html
 */
export function hasMacros(template: unknown): boolean {
  if (!isRecord(template)) return false;
  const transforms = [template.Transform].flat().filter((transform) => transform !== undefined);
  const keys = isRecord(template.Resources) ? Object.keys(template.Resources) : [];
  // Neither changes a role that is written out; a loop has a key of its own.
  return transforms.some((transform) => transform !== 'AWS::LanguageExtensions' && transform !== 'AWS::Serverless-2016-10-31') || keys.some((key) => key.startsWith('Fn::'));
}
