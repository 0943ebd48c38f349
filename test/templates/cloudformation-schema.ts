import { loadAwsServiceSpecSync } from '@aws-cdk/aws-service-spec';
import type { Resource } from '@aws-cdk/service-spec-types';
import { ResourceBody, TemplateBody } from './all-templates';
import { Reference, referencesIn } from './cloudformation-references';
import { isRecord, PropertyChecks } from './property-checks';

/**
 * The resources of AWS CloudFormation, as the package `@aws-cdk/aws-service-spec` holds their schema: of every type there is, emulated somewhere or not.
 * Reading it takes a second and 200 MB, so there is one.
 */
export class CloudFormationSchema {
  private readonly database = loadAwsServiceSpecSync();
  private readonly checks = new PropertyChecks((id) => this.database.get('typeDefinition', id));

  /** Where the resources of a template are not what the schema has, as `LogicalId/path: what is wrong`. */
  public findings(template: TemplateBody): string[] {
    const resources = Object.entries(template.Resources);
    return [
      ...resources.flatMap(([logicalId, resource]) => this.resourceFindings(logicalId, resource)),
      ...referencesIn(template).flatMap((reference) => this.referenceFindings(reference, template)),
    ];
  }

  private resourceFindings(logicalId: string, { Type, Properties = {} }: ResourceBody): string[] {
    if (!isRecord(Properties)) return [`${logicalId}: Properties is no object`];
    if (isCustom(Type)) return 'ServiceToken' in Properties ? [] : [`${logicalId}: a custom resource without ServiceToken`];
    const schema = this.schemaOf(Type);
    if (!schema) return [`${logicalId}: no resource type ${Type}`];
    return this.checks.properties(Properties, schema.properties, logicalId);
  }

  private referenceFindings({ at, kind, target, attribute }: Reference, template: TemplateBody): string[] {
    const resource = Object.hasOwn(template.Resources, target) ? template.Resources[target] : undefined;
    if (kind === 'Ref' && (PSEUDO_PARAMETERS.has(target) || Object.hasOwn(template.Parameters ?? {}, target))) return [];
    if (!resource) return [`${at}: no ${kind === 'Ref' ? 'resource or parameter' : 'resource'} is named ${target}`];
    if (attribute === undefined || isCustom(resource.Type)) return [];
    if (resource.Type === 'AWS::CloudFormation::Stack' && attribute.startsWith('Outputs.')) return [];
    return this.schemaOf(resource.Type)?.attributes[attribute] ? [] : [`${at}: ${resource.Type} has no attribute ${attribute}`];
  }

  private schemaOf(type: string): Resource | undefined {
    return this.database.lookup('resource', 'cloudFormationType', 'equals', type)[0];
  }
}

const PSEUDO_PARAMETERS = new Set(['AccountId', 'NoValue', 'NotificationARNs', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'].map((name) => `AWS::${name}`));

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-customresource.html */
function isCustom(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
