import { Json } from '../../checks/read/template';

/** Policies, and the principals that have them, by where they came from, and where they hold as far as that is told. */
export interface ListedPolicies {
  readonly resources: Readonly<Record<string, ListedResource>>;
  readonly region?: string;
  readonly account?: string;
}

/** A resource as a template holds it. */
export interface ListedResource {
  readonly Type: string;
  readonly Properties: Json;
}
