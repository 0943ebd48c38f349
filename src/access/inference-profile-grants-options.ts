import { RequiredGuardrail } from './required-guardrail';

/**
 * Options of the grants on inference profiles.
 */
export interface InferenceProfileGrantsOptions {
  /**
   * The Regions that requests are sent to. A role is global: it may call from several; an application inference profile is called in its own only.
   *
   * @default - the Region of the stack
   */
  readonly sourceRegions?: string[];

  /**
   * Whether responses may be streamed (`ConverseStream`, `InvokeModelWithResponseStream`).
   *
   * @default true
   */
  readonly streaming?: boolean;

  /**
   * Whether the system-defined profiles that application inference profiles are over may be called themselves too, past the tags that costs are
   * split by.
   *
   * Calls through the application inference profile do not need it: the policies that AWS publishes name that profile and the models. Should such
   * a call be refused on the system-defined profile all the same, this allows it.
   *
   * @default false
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/batch-iam-sr.html
   */
  readonly systemProfiles?: boolean;

  /**
   * The guardrail that every call has to apply. `RetrieveAndGenerate`, agents and batch inference make calls without one, and fail with it.
   *
   * Throws where a source Region is not that of the guardrail.
   *
   * @default - calls need none
   * @see https://docs.aws.amazon.com/bedrock/latest/userguide/guardrails-permissions-id.html
   */
  readonly guardrail?: RequiredGuardrail;
}
