export type { ResourceContext } from './evaluate/context.js'
export { isEnabled } from './evaluate/condition.js'
export { renderGlobals } from './evaluate/globals.js'
export { renderResource, type RenderedResource } from './evaluate/render-resource.js'
export type { Unknown } from './evaluate/render-definition.js'
export { generatePatchDocument } from './filters/generate-patch-document.js'
export { loadStack, type LoadStackOptions } from './load.js'
export { manifestError, type Place, type Problem, type ProblemOwner } from './problem.js'
export { MANIFEST_SCHEMA, MANIFEST_SCHEMA_URL } from './schema/manifest-schema.js'
export { renderTemplate, type RenderOptions } from './render.js'
export type {
  Anchor,
  AnchorName,
  AnchorOptions,
  Definition,
  Export,
  ResourceType,
  Stack,
  StackExport,
  StackResource,
} from './stack.js'
export { parseVariables, parseYaml, type VariableSources } from './variables.js'
export { acceptValues, type AcceptedValue, type NotAccepted } from './write/accept.js'
export { addResource, type NewResource } from './write/add-resource.js'
export { anchorsText, type AnchorFacts } from './write/anchors-text.js'
export { renamedManifest, stackNameFor, starterFiles } from './write/starter.js'
export { unsentProps } from './anchors/unsent-props.js'
