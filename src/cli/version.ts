declare const __SKYQL_VERSION__: string | undefined

/** The package's version; the build puts it in. */
export const VERSION =
  typeof __SKYQL_VERSION__ === 'string' ? __SKYQL_VERSION__ : '0.0.0-development'
