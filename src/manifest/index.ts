export { generatePatchDocument } from './filters/generate-patch-document.js'
export { renderTemplate, type RenderOptions } from './render.js'
export { parseVariables, parseYaml, type VariableSources } from './variables.js'
