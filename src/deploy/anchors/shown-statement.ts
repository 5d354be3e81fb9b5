import type { ResourceSchema } from '../../catalog/index.js'
import { hiddenNames, isSecretName, maskStatement } from '../../resource/index.js'

/** A statement as it may be shown: values of secret names are masked, and of what its type never returns. */
export function shownStatement(text: string, schema: ResourceSchema | undefined): string {
  const hidden = new Set(schema === undefined ? [] : hiddenNames(schema).map(folded))
  const isSecret = (word: string): boolean => isSecretName(word) || hidden.has(folded(word))
  return maskStatement(text, isSecret).trim()
}

const folded = (name: string): string => name.replaceAll('_', '').toLowerCase()
