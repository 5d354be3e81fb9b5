import type { RestDocument } from '../../catalog/index.js'
import { AppError } from '../../errors/index.js'
import { loadYaml, type Json, jsonText } from '../../util/index.js'
import type { Environment } from './environment.js'

/** A body as it is sent. */
export interface Payload {
  readonly text: string
  readonly headers: Readonly<Record<string, string>>
}

/** Writes a body in the format of the document, or of the environment variable that it names. @throws AppError CONFIGURATION */
export async function payloadOf(
  document: RestDocument,
  value: Json | undefined,
  environment: Environment,
): Promise<Payload | undefined> {
  if (value === undefined) return undefined
  const isYaml = formatOf(document, environment) === 'yaml'
  const text = isYaml ? (await loadYaml()).stringify(value) : jsonText(value)
  return {
    text,
    headers: {
      'content-type': isYaml ? 'application/yaml' : 'application/json',
      'content-length': String(Buffer.byteLength(text)),
    },
  }
}

function formatOf({ body = 'json' }: RestDocument, environment: Environment): 'json' | 'yaml' {
  if (typeof body === 'string') return body
  const stated = environment[body.variable]?.trim().toLowerCase() ?? ''
  if (stated === '') return body.default ?? 'json'
  if (stated === 'json' || stated === 'yaml') return stated
  throw new AppError(
    'CONFIGURATION',
    `the environment variable ${body.variable} is neither json nor yaml`,
    {
      hint: 'it says how bodies are written',
    },
  )
}
