import type { ResourceSchema } from '../resource-schema.js'

/**
 * What is committed of a type: the registry's facts. Names and columns are skyql's own and are added when a
 * document is compiled, so that a change of a naming rule does not rewrite every document.
 */
export type TypeDocument = Omit<ResourceSchema, 'service' | 'table' | 'columns'>
