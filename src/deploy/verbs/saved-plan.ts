import { createHash } from 'node:crypto'
import { AppError } from '../../errors/index.js'
import { canonicalJson, isJsonObject, type Json, type JsonObject } from '../../util/index.js'
import type { Stack } from '../../manifest/index.js'
import { declarationOf } from '../plan/declaration.js'
import type { StackPlan, Step } from '../plan/step.js'
import { viewStep, type StepView } from '../view/plan-view.js'

const VERSION = 1

/** A plan that is kept for a later build. It holds no value that must not be shown: what it was made of is hashed. */
export interface SavedPlan {
  readonly skyqlPlan: typeof VERSION
  /** Absolute path of the manifest's folder. */
  readonly dir: string
  readonly env: string
  readonly stack: string
  readonly targets: readonly string[]
  readonly excludes: readonly string[]
  /** Salted hashes of the user variables (`-e`, `--vars`, `.env`) that it was made with, by name. */
  readonly variables: Readonly<Record<string, string>>
  readonly salt: string
  readonly steps: readonly (StepView & { readonly digest: string })[]
}

export interface PlannedFor {
  readonly dir: string
  /** Random. */
  readonly salt: string
  /** As it was declared. */
  readonly stack: Stack
  readonly targets: readonly string[]
  readonly excludes: readonly string[]
}

export function savedPlan({ stack, env, steps }: StackPlan, about: PlannedFor): SavedPlan {
  const { dir, targets, excludes, salt } = about
  return {
    skyqlPlan: VERSION,
    dir,
    env,
    stack,
    targets,
    excludes,
    salt,
    variables: hashed(about.stack.variables, salt),
    steps: steps.map((step) => ({ ...viewStep(step), digest: digestOf(step, about) })),
  }
}

/** @throws AppError CONFIGURATION for a text that is no saved plan */
export function parseSavedPlan(text: string, file: string): SavedPlan {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new AppError('CONFIGURATION', `${file} is no saved plan: it is not JSON`, { file, cause })
  }
  const isPlan =
    isJsonObject(value) &&
    value['skyqlPlan'] === VERSION &&
    ['dir', 'env', 'stack', 'salt'].every((key) => typeof value[key] === 'string') &&
    ['targets', 'excludes', 'steps'].every((key) => Array.isArray(value[key])) &&
    isJsonObject(value['variables'])
  if (!isPlan) {
    throw new AppError('CONFIGURATION', `${file} is no saved plan of this version`, {
      file,
      hint: 'make it with skyql stack plan DIR ENV --out FILE',
    })
  }
  return value as SavedPlan
}

/**
 * Makes sure that the variables are those that the plan was made with.
 * @throws AppError STALE_PLAN naming those that are not
 */
export function refuseOtherVariables(saved: SavedPlan, variables: JsonObject): void {
  const now = hashed(variables, saved.salt)
  const names = new Set([...Object.keys(now), ...Object.keys(saved.variables)])
  const other = [...names].filter((name) => now[name] !== saved.variables[name])
  if (other.length === 0) return
  throw new AppError(
    'STALE_PLAN',
    `the plan was made with other variables: ${other.sort().join(', ')}; nothing was changed`,
    { hint: 'give the same -e, --vars and .env as to the plan, or plan again' },
  )
}

function hashed(variables: JsonObject, salt: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, saltedHash(value, salt)]),
  )
}

function saltedHash(value: Json, salt: string): string {
  return createHash('sha256').update(salt).update(canonicalJson(value)).digest('base64url')
}

/**
 * Makes sure that what would be done now is what was planned, and that what the build is yet to find out will be made
 * of the same statements, scripts and templates.
 * @throws AppError STALE_PLAN naming what has moved
 */
export function refuseStale(saved: SavedPlan, plan: StackPlan, stack: Stack): void {
  const about = { salt: saved.salt, stack }
  const now = new Map(plan.steps.map((step) => [step.name, digestOf(step, about)]))
  const then = new Map(saved.steps.map(({ name, digest }) => [name, digest]))
  const names = new Set([...now.keys(), ...then.keys()])
  const moved = [...names].filter((name) => now.get(name) !== then.get(name))
  if (moved.length === 0) return
  throw new AppError(
    'STALE_PLAN',
    `the plan is out of date: ${moved.slice(0, 8).join(', ')}${moved.length > 8 ? ', …' : ''} moved since it was made; nothing was changed`,
    { hint: 'plan again, look at it, and build that' },
  )
}

function digestOf(step: Step, { salt, stack }: Pick<PlannedFor, 'salt' | 'stack'>): string {
  const { action, change, identifier, live, unknown, leftovers, region, schema } = step
  const parts = {
    action,
    change: change ?? null,
    identifier: identifier ?? null,
    live: live ?? null,
    unknown,
    leftovers,
    region: region ?? null,
    typeName: schema?.typeName ?? null,
    declared: declarationOf(stack, step.name),
  }
  return saltedHash(JSON.parse(JSON.stringify(parts)) as Json, salt)
}
