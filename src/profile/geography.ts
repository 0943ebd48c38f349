import { isGeographyPrefix } from '../bedrock/inference-profile-id';
import { fail, show } from '../private/errors';
import { checkValue, TEXT } from '../private/shape';

/**
 * The geography of a geographic inference profile: the set of Regions that its calls stay in.
 *
 * AWS adds geographies over time. `Geography.of` takes any prefix, without waiting for a version of this library.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 *
 * @example
 * InferenceProfile.geographicProfile(Geography.EU, new FoundationModelIdentifier('anthropic.claude-sonnet-4-6'));
 * // A geography without a static member.
 * InferenceProfile.geographicProfile(Geography.of('kr'), new FoundationModelIdentifier('example.model-v1:0'));
 */
export class Geography {
  /** United States. Some of its profiles can also be called from the Canadian Regions. */
  public static readonly US = new Geography('us');
  /** Europe. Some of its profiles can also be called from Israel (Tel Aviv). */
  public static readonly EU = new Geography('eu');
  /** Asia Pacific. AWS offers newer models for Japan, Australia or India instead. */
  public static readonly APAC = new Geography('apac');
  /** Japan. */
  public static readonly JP = new Geography('jp');
  /** Australia. Some of its profiles can also be called from New Zealand. */
  public static readonly AU = new Geography('au');
  /** Canada. */
  public static readonly CA = new Geography('ca');
  /** India. */
  public static readonly IN = new Geography('in');
  /** AWS GovCloud (US). */
  public static readonly US_GOV = new Geography('us-gov');

  /**
   * A geography that has no static member yet.
   *
   * Throws for `global`, for a model provider, and for characters other than lower-case letters and hyphens.
   *
   * @param prefix the first label of the inference profile ID, for example `eu`
   */
  public static of(prefix: string): Geography {
    checkValue(undefined, 'prefix', prefix, TEXT);
    if (!isGeographyPrefix(prefix)) fail(`prefix: ${show(prefix)} is not the prefix of a geography; give lower-case letters and hyphens like "eu" (for global profiles use InferenceProfile.globalProfile)`);
    return new Geography(prefix);
  }

  /** The first label of the inference profile ID, without the dot, for example `eu`. */
  public readonly prefix: string;

  private constructor(prefix: string) {
    this.prefix = prefix;
  }
}
