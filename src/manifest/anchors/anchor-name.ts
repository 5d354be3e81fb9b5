/** `preflight` is `exists`, `postdeploy` is `statecheck`. */
export type AnchorName =
  | 'exists'
  | 'statecheck'
  | 'create'
  | 'update'
  | 'createorupdate'
  | 'exports'
  | 'delete'
  | 'command'
  | `callback${'' | ':create' | ':update' | ':delete'}`
  | `troubleshoot${'' | ':create' | ':update' | ':delete'}`
