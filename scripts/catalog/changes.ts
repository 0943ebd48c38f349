/** One thing that a scan changed, or took note of. */
export interface Change {
  readonly kind: ChangeKind;
  /** The inference profile, or the Region for `region`. */
  readonly id: string;
  readonly region?: string;
  readonly note?: string;
}

export type ChangeKind =
  | 'profile-added' | 'source-added' | 'destinations' | 'confidence' | 'confirmed' | 'region'
  | 'profile-removed' | 'source-removed' | 'disputed'
  | 'absent' | 'back' | 'destination-absent' | 'destination-back'
  | 'on-demand' | 'not-listed' | 'destination-not-listed' | 'listed-retired' | 'listed-disputed' | 'on-demand-differs';
