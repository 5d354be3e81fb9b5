import { AppError } from '../../errors/index.js'
import type { StackResource } from '../../manifest/index.js'
import type { Json, JsonObject } from '../../util/index.js'
import type { StackRun } from '../run/stack-run.js'

/** What is shown of an output that its resource calls protected. */
const HIDDEN = '***'

/** The outputs of a stack whose resources are done, to be printed. Texts that spell JSON are JSON. */
export function stackExports(run: StackRun): JsonObject {
  return Object.fromEntries(
    run.stack.exports.map(({ variable, name, place }) => {
      const value = valueOf(run, variable)
      if (value !== undefined && isProtected(run, variable)) return [name, HIDDEN]
      if (value !== undefined) return [name, parsed(value)]
      throw new AppError(
        'MANIFEST',
        `the stack exports ${variable}, and no resource has exported it`,
        place,
      )
    }),
  )
}

function valueOf(run: StackRun, variable: string): Json | undefined {
  const [scope = '', ...path] = variable.split('.')
  if (path.length > 0) return run.exports.get(scope)?.[path.join('.')]
  const last = exporterOf(run, variable)
  return last === undefined ? builtin(run, variable) : run.exports.get(last.name)?.[variable]
}

function isProtected(run: StackRun, variable: string): boolean {
  const [scope = '', ...path] = variable.split('.')
  const exporter = path.length > 0 ? run.resource(scope) : exporterOf(run, variable)
  return exporter?.protectedExports.has(path[0] ?? variable) === true
}

/** The last resource that has exported a variable. */
function exporterOf(run: StackRun, variable: string): StackResource | undefined {
  return run.stack.resources.findLast(({ name }) => run.exports.get(name)?.[variable] !== undefined)
}

function builtin({ stack }: StackRun, variable: string): Json | undefined {
  if (variable === 'stack_name') return stack.name
  if (variable === 'stack_env') return stack.env
  return stack.globals.find(({ name }) => name === variable)?.value
}

function parsed(value: Json): Json {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value) as Json
  } catch {
    return value
  }
}
