import { FoundationModelIdentifier } from 'aws-cdk-lib/aws-bedrock';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { checkActions, checkExemption, checkProviders, checkValues, exemptPrincipals } from './service-control-policy-checks';
import { RegionDenyExemption, RegionDenyOptions, ServiceControlPolicyContentOptions } from './service-control-policy-options';
import { controlDocument, controlJson, RegionList } from './service-control-policy-rendering';
import { denyGlobalInference, denyOutsideSourceRegions } from './statements/deny';
import { GLOBAL_SERVICE_ACTIONS } from './statements/global-services';
import { denyOutsideRegions } from './statements/region-deny';
import { denyMantle, denyOtherModels, denyOtherProfiles, exempting } from './statements/service-control';
import { ControlStatementJson } from './statements/statement';
import { fail, messages } from '../private/messages';
import { validateRegions } from '../private/source-of';
import { Geography } from '../profile/geography';
import { IInferenceProfile, InferenceProfile } from '../profile/inference-profile';
import { labelOf } from '../profile/names';

/**
 * What a service control policy denies, of Amazon Bedrock and of Regions. It allows nothing.
 *
 * Service control policies bind the member accounts of an organization. They do not bind its management account, nor service-linked roles.
 *
 * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_scps.html
 */
export class ServiceControlPolicyContent {
  /**
   * Denies global cross-Region inference, through application inference profiles too. Geographic profiles and direct calls are left alone.
   *
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static denyGlobalInference(options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    return ServiceControlPolicyContent.content(options, denyGlobalInference);
  }

  /**
   * Denies calls through profiles of other geographies, and through global ones. Direct calls are left alone, and so are application inference
   * profiles over what is allowed.
   *
   * Making an application inference profile over another system-defined profile is denied. One that exists already over another geography is
   * stopped only if `bedrock:InferenceProfileArn` holds the system-defined profile in its calls, which AWS does not document; one over a global
   * profile is stopped in any case. Throws for an empty list or a geography given twice.
   *
   * @param geographies the geographies that stay usable
   * @param options who is exempt
   */
  public static denyOutsideGeographies(geographies: Geography[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    const prefixes = geographies.map((geography) => geography.prefix);
    checkValues('geographies', prefixes);
    const patterns = prefixes.map((prefix) => `${prefix}.*`);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherProfiles(partition, { kind: 'Geographies', patterns, global: false }));
  }

  /**
   * Denies calls through other profiles. Direct calls and application inference profiles are treated as in `denyOutsideGeographies`; global
   * inference is denied altogether if none of the profiles is global. Throws for an empty list, a profile given twice, and an application inference
   * profile: give the system-defined one that it is over.
   *
   * @param inferenceProfiles the profiles that stay usable, in any Region and account
   * @param options who is exempt
   */
  public static denyOutsideProfiles(inferenceProfiles: IInferenceProfile[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    const application = inferenceProfiles.find((profile) => profile.application);
    if (application) fail(messages.applicationProfileOfPolicy(labelOf(application)));
    const patterns = inferenceProfiles.map((profile) => profile.inferenceProfileId);
    checkValues('inferenceProfiles', patterns);
    const global = inferenceProfiles.some((profile) => profile.isGlobal);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherProfiles(partition, { kind: 'InferenceProfiles', patterns, global }));
  }

  /**
   * Denies inference and batch inference with other foundation models, directly or through any profile, and buying Provisioned Throughput of them.
   *
   * The rest stays usable: custom models (made of a denied model too), imported models, models of Provisioned Throughput that was bought before,
   * Marketplace endpoints, prompt routers as far as AWS does not authorize their callers on the models, and the endpoint `bedrock-mantle` (see
   * `denyMantle`). Throws for an empty list, a model given twice, and an ID that is a token, malformed, or that of a profile.
   *
   * @param models the models that stay usable, in any Region
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonbedrock.html
   */
  public static denyOutsideModels(models: FoundationModelIdentifier[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    // An ID that a profile can be made of is the ID of a model.
    const ids = models.map((model) => InferenceProfile.global(model).foundationModelId);
    checkValues('models', ids);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherModels(partition, 'Models', ids));
  }

  /**
   * Denies the foundation models of other providers, as `denyOutsideModels` denies other models. Throws for an empty list, a provider given twice, and
   * what no foundation model ID begins with; a provider that nobody knows is no error.
   *
   * @param providers the providers whose models stay usable, as model IDs begin: `anthropic`, `amazon`
   * @param options who is exempt
   */
  public static denyOutsideProviders(providers: string[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    checkProviders(providers);
    const patterns = providers.map((provider) => `${provider}.*`);
    return ServiceControlPolicyContent.content(options, (partition) => denyOtherModels(partition, 'Providers', patterns));
  }

  /**
   * Denies calls through any profile that are sent to other Regions. Where the requests are processed is not touched, nor are direct calls.
   *
   * @param sourceRegions the Regions that requests may be sent to; throws if empty, repeated or not a Region
   * @param options who is exempt
   */
  public static denyOutsideSourceRegions(sourceRegions: string[], options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    validateRegions('sourceRegions', sourceRegions, 'give the Regions that stay usable');
    const regions = [...sourceRegions];
    return ServiceControlPolicyContent.content(options, (partition) => denyOutsideSourceRegions(partition, regions), [{ prop: 'sourceRegions', regions }]);
  }

  /**
   * Denies all services in other Regions, with an allow-list of Regions that cross-Region inference still works under. Without an exemption such
   * a policy stops every global call, and every geographic one that has a destination outside of the list.
   *
   * Global inference works from the Regions of the list unless it is switched off; geographic profiles that leave the list only if their
   * geography is named. Throws for options that contradict each other.
   *
   * @param regions the Regions that stay usable; throws if empty, repeated or not a Region
   * @param options what of cross-Region inference is left alone, and who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/global-cross-region-inference.html
   */
  public static denyOutsideRegions(regions: string[], options: RegionDenyOptions = {}): ServiceControlPolicyContent {
    validateRegions('regions', regions, 'give the Regions that stay usable');
    const { geographies = [], globalServiceActions = GLOBAL_SERVICE_ACTIONS } = options;
    const prefixes = geographies.map((geography) => geography.prefix);
    if (prefixes.length > 0) checkValues('geographies', prefixes);
    checkActions('globalServiceActions', globalServiceActions);
    checkExemption(options);
    const deny = {
      regions: [...regions],
      notActions: [...globalServiceActions],
      unspecifiedRegion: options.crossRegionInference === RegionDenyExemption.UNSPECIFIED_REGION,
      globalInference: options.globalInference ?? true,
      geographies: prefixes,
      applicationInferenceProfiles: options.applicationInferenceProfiles ?? true,
    };
    return ServiceControlPolicyContent.content(options, (partition) => denyOutsideRegions(partition, deny), [{ prop: 'regions', regions: deny.regions }]);
  }

  /**
   * Denies the endpoint `bedrock-mantle`, whose actions no other deny covers. It has no cross-Region inference.
   *
   * @param options who is exempt
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/endpoints.html
   */
  public static denyMantle(options: ServiceControlPolicyContentOptions = {}): ServiceControlPolicyContent {
    return ServiceControlPolicyContent.content(options, denyMantle);
  }

  /**
   * All of several contents in one document. Throws if there are none.
   *
   * @param contents the contents
   */
  public static all(...contents: ServiceControlPolicyContent[]): ServiceControlPolicyContent {
    if (contents.length === 0) fail(messages.emptyList('contents', 'give at least one'));
    return new ServiceControlPolicyContent(
      (partition) => contents.flatMap((content) => content.statements(partition)), contents.flatMap((content) => content.regionLists),
    );
  }

  private static content(
    options: ServiceControlPolicyContentOptions, statements: (partition: string) => ControlStatementJson[], regionLists: readonly RegionList[] = [],
  ): ServiceControlPolicyContent {
    const exempt = exemptPrincipals(options.exemptPrincipalArns);
    return new ServiceControlPolicyContent((partition) => exempting(statements(partition), exempt), regionLists);
  }

  private constructor(private readonly statements: (partition: string) => ControlStatementJson[], private readonly regionLists: readonly RegionList[]) {}

  /**
   * The policy document, for a policy of your own.
   *
   * Throws if the document is larger than a service control policy may be (10,240 characters), and for a Region that is not in the partition of the
   * stack; warns of Regions that the catalog does not know, and if the document is larger than it could be before 2026-05-15 (5,120), which older
   * tools still check.
   *
   * @param scope whose stack gives the partition
   * @see https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
   */
  public toDocument(scope: Construct): iam.PolicyDocument {
    return controlDocument(scope, { statements: this.statements, regionLists: this.regionLists });
  }

  /**
   * The policy document as JSON without white space, for tools other than CloudFormation: Customizations for AWS Control Tower, Terraform.
   *
   * Throws if it is larger than a service control policy may be (10,240 characters), for what is no partition, for a Region that is not in it, for a
   * list of Regions of which the catalog knows none, and if a Region or an ARN that was given is a token. It warns of nothing: not of one unknown
   * Region among others, and not of more than 5,120 characters.
   *
   * @param partition the partition of the organization, for example `aws-us-gov`
   */
  public toJson(partition: string = 'aws'): string {
    return controlJson({ statements: this.statements, regionLists: this.regionLists }, partition);
  }
}
