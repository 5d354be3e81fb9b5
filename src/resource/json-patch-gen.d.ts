declare module 'json-patch-gen' {
  /** RFC 6902 operations that turn `before` into `after`. */
  function diff(before: unknown, after: unknown): unknown[]
  export = diff
}
