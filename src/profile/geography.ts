import { isGeographyPrefix } from '../bedrock/inference-profile-id';
import { fail, show } from '../private/errors';
import { checkValue, TEXT } from '../private/shape';

/**
 * The geography of a geographic inference profile: the set of Regions that its requests stay in.
 *
 * An open set: AWS adds geographies over time, so any prefix can be given with `Geography.of`.
 *
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/geographic-cross-region-inference.html
 */
export class Geography {
  /** United States; also callable from the Canadian Regions for some models. */
  public static readonly US = new Geography('us');
  /** Europe; also callable from Israel (Tel Aviv) for some models. */
  public static readonly EU = new Geography('eu');
  /** Asia Pacific; newer models are offered for Japan, Australia or India instead. */
  public static readonly APAC = new Geography('apac');
  /** Japan. */
  public static readonly JP = new Geography('jp');
  /** Australia; also callable from New Zealand for some models. */
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
   * Throws if the prefix is `global`, a model provider, or is not made of lower-case letters and hyphens.
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
