import { readFileSync } from 'fs';
import { join } from 'path';
import { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import { checkTemplates } from './check';
import { readTemplates } from './read/assembly';
import { RULES } from './rules';

/**
 * Checks templates for what goes wrong with cross-Region inference: partial and over-granting policies, denies that do not deny, trails, rules and
 * filters that cannot see inference, alarms without data. For stacks that are written by hand; the constructs of this library have no findings.
 *
 * ```
 * Validations.of(app).addPlugins(new CrisChecks());
 * ```
 *
 * Errors fail the synth, warnings and infos are reported. Each names the rule, the construct, what is wrong, the remedy and the AWS page. A rule
 * is acknowledged with `Validations.of(construct).acknowledge({ id: 'cdk-bedrock-cris::<rule>', reason: '…' })`: below that construct with
 * aws-cdk-lib 2.276, for the whole app with 2.257, the oldest supported. What a template leaves open, such as a parameter or an imported role, is not reported.
 *
 * @see https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
 */
export class CrisChecks implements IPolicyValidationPlugin {
  /** The name in reports, and the prefix of the rules in acknowledgements. */
  public readonly name: string = 'cdk-bedrock-cris';

  /** The version of this library. */
  public readonly version?: string = (JSON.parse(readFileSync(join(__dirname, '..', '..', 'package.json'), 'utf8')) as { version: string }).version;

  /** The IDs of the rules, without the prefix. */
  public readonly ruleIds?: string[] = RULES.map(({ id }) => id);

  /** A plugin without options: every rule is checked. */
  public constructor() {}

  /**
   * Checks the templates of an application; called by the CDK after synthesis.
   *
   * @param context the paths of the templates
   */
  public validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const findings = checkTemplates(readTemplates(context.templatePaths));
    return {
      success: findings.every(({ severity }) => severity !== 'error'),
      violations: findings.map(({ rule, severity, message, remedy, page, path, logicalId, location, also = [] }) => ({
        ruleName: rule,
        description: message,
        fix: `${remedy}; see ${page}`,
        severity,
        ruleMetadata: { page },
        violatingResources: [{ logicalId, location }, ...also].map((place) =>
          ({ resourceLogicalId: place.logicalId, templatePath: path, locations: place.location === undefined ? [] : [place.location] })),
      })),
    };
  }
}
