/** A pattern as a regular expression, Unicode-aware where it can be: the registry's are written for Java. */
export function looseRegExp(pattern: string): RegExp {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return new RegExp(pattern)
  }
}
