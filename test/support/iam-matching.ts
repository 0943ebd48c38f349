const compiled = new Map<string, RegExp>();

/** `*` is any run of characters, none included, and `?` is one; case counts. Colons and slashes are characters like others. */
export function matchesGlob(pattern: string, value: string): boolean {
  return cached(pattern, () => globSource(pattern, '[^]')).test(value);
}

/**
 * "Each of the six colon-delimited components of the ARN is checked separately": a wildcard stays inside its component, and the sixth runs to the
 * end. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export function matchesArn(pattern: string, value: string): boolean {
  return cached(`arn ${pattern}`, () => {
    const { components, resource } = splitArn(pattern);
    return [...components.map((component) => globSource(component, '[^:]')), globSource(resource, '[^]')].join(':');
  }).test(value);
}

/** The five components before the resource, and the resource with its own colons. */
function splitArn(arn: string): { components: string[]; resource: string } {
  const parts = arn.split(':');
  return { components: parts.slice(0, 5), resource: parts.slice(5).join(':') };
}

/** "The prefix and the action name are case insensitive": https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html */
export function matchesAction(pattern: string, action: string): boolean {
  return matchesGlob(pattern.toLowerCase(), action.toLowerCase());
}

function globSource(glob: string, anyCharacter: string): string {
  return glob.replace(/[.+^${}()|[\]\\/]/g, '\\$&').replace(/\*/g, `${anyCharacter}*`).replace(/\?/g, anyCharacter);
}

function cached(key: string, source: () => string): RegExp {
  const regExp = compiled.get(key) ?? new RegExp(`^${source()}$`);
  compiled.set(key, regExp);
  return regExp;
}
