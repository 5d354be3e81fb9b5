/**
 * True where one text is an ARN and the other the name at its end. Services take a role, function or key
 * by either and return one of them; dozens of the registry's property transforms say just that, and the
 * types without one behave the same.
 */
export function sameReference(a: string, b: string): boolean {
  if (a.startsWith('arn:') === b.startsWith('arn:')) return false
  const [arn, name] = a.startsWith('arn:') ? [a, b] : [b, a]
  const [, , , , , ...resource] = arn.split(':')
  const place = resource.join(':')
  return name !== '' && (place === name || place.endsWith(`/${name}`) || place.endsWith(`:${name}`))
}

/**
 * True where the service runs a version within the declared one: `8.0` is satisfied by `8.0.45`, and the
 * latest by whichever it was. What a registry transform says of RDS alone holds for every service that
 * resolves a version given in part.
 */
export function versionSatisfied(name: string, declared: string, live: string): boolean {
  if (!/version$/i.test(name) || !/^\d/.test(live)) return false
  return (
    /^\$?latest$/i.test(declared) || (/^[\d.]+$/.test(declared) && live.startsWith(`${declared}.`))
  )
}

/** True where a key is declared by its alias and comes back by its ARN, which tells nothing of the alias. */
export function hidesAlias(declared: string, live: string): boolean {
  return /^(?:arn:[^/]*:)?alias\//.test(declared) && /^arn:[^/]*:kms:[^/]*:key\//.test(live)
}
