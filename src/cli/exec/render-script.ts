import { randomUUID } from 'node:crypto'
import { basename } from 'node:path'
import { readTextFile } from './read-input.js'

export interface VariableFlags {
  readonly var: readonly string[]
  readonly vars: readonly string[]
}

/** The variables that a script names as `${NAME}` by itself, before anything is filled in. */
export function ownNamesOf(script: string): ReadonlySet<string> {
  const plain = script.replace(/\{\{[^]*?\}\}|\{%[^]*?%\}|\{#[^]*?#\}/g, '\0')
  return new Set([...plain.matchAll(/\$\{([A-Za-z_]\w*)\}/g)].map(([, name = '']) => name))
}

/** Fills `{{ placeholders }}`; the template engine is loaded only where there is one. */
export async function renderScript(
  script: string,
  flags: VariableFlags,
  file?: string,
): Promise<string> {
  if (!/\{\{|\{%/.test(script)) return script
  const { parseVariables, renderTemplate } = await import('../../manifest/index.js')
  const files: { name: string; text: string }[] = []
  for (const name of flags.vars)
    files.push({ name: basename(name), text: await readTextFile(name) })
  return renderTemplate(script, {
    variables: await parseVariables({ vars: flags.var, files }),
    sql: true,
    uuid: randomUUID,
    ...(file === undefined ? {} : { file }),
  })
}
