import type { AnchorName, Problem } from '../../manifest/index.js'

/** What a stack is opened for: a plan and what carries it out, a comparison that changes nothing, or a teardown. */
export type Purpose = 'build' | 'compare' | 'teardown'

const OF_BUILDS: readonly AnchorName[] = [
  ...(['create', 'update', 'createorupdate', 'command'] as const),
  ...(['callback', 'callback:create', 'callback:update'] as const),
  ...(['troubleshoot', 'troubleshoot:create', 'troubleshoot:update'] as const),
]
const OF_TEARDOWNS: readonly AnchorName[] = ['delete', 'callback:delete', 'troubleshoot:delete']

const NOT_RUN: Readonly<Record<Purpose, ReadonlySet<AnchorName>>> = {
  build: new Set(),
  compare: new Set([...OF_BUILDS, ...OF_TEARDOWNS]),
  teardown: new Set(OF_BUILDS),
}

/** True where statements of this name are run for a purpose. A build checks all of them: its stack is to go one day. */
export function isRunFor(purpose: Purpose, anchor: AnchorName): boolean {
  return !NOT_RUN[purpose].has(anchor)
}

/** False for what is wrong with a statement that is not run. */
export function isNeeded({ of }: Problem, purpose: Purpose): boolean {
  return of?.anchor === undefined || isRunFor(purpose, of.anchor)
}
