import type { AnchorName } from './anchors/anchor-name.js'
import type { Json, JsonObject } from '../util/index.js'
import type { Place, Problem } from './problem.js'

export type { AnchorName }

/**
 * A stack as its files declare it, for one environment. Data alone, and nothing in it is rendered but
 * `region`: values are templates until `renderResource` meets them with exports.
 */
export interface Stack {
  readonly name: string
  readonly description?: string
  /** `stack_env` */
  readonly env: string
  /** Folder of the manifest, as it was given. */
  readonly dir: string
  /** The manifest's path as it is shown, and its text: what `drift --accept` edits. */
  readonly file: string
  readonly source: string
  /** `name` or `name::version`, as written. */
  readonly providers: readonly string[]
  /** The user's variables: `.env`, `--vars` files and `-e`, in that order of strength. */
  readonly variables: JsonObject
  readonly globals: readonly Definition[]
  /** The global `region`, rendered; what anchors, scans and writes use. `undefined` leaves it to the session. */
  readonly region?: string
  /** In the order of the manifest. */
  readonly resources: readonly StackResource[]
  readonly exports: readonly StackExport[]
  /**
   * Everything wrong with the files, in their order; a stack with problems must not be run: throw
   * `manifestError(problems)`, with what binding to the catalogue adds.
   */
  readonly problems: readonly Problem[]
}

/** A named value: a global or a prop. */
export interface Definition {
  readonly name: string
  /** What was declared for the environment, `file()` filled in; leaves that are texts may be templates. */
  readonly value: Json | undefined
  /** Names of lists or objects that are merged into the value, in order. */
  readonly merge: readonly string[]
  /** True where its value is never shown. */
  readonly sensitive: boolean
  readonly place: Place
  /** The place of a value at a path inside `value`; the nearest known one where it has none of its own. */
  readonly placeOf: (path: readonly (string | number)[]) => Place
  /** True where the characters of a text there are those of the file, so that its own offsets hold. */
  readonly isVerbatim: (path: readonly (string | number)[]) => boolean
}

/** `multi` is as `resource`, but failures of its statements do not fail it. */
export type ResourceType = 'resource' | 'multi' | 'query' | 'command' | 'script'

export interface StackResource {
  readonly name: string
  readonly type: ResourceType
  readonly description?: string
  readonly place: Place
  /** `table:` of the manifest (`awscc.s3.buckets`, `s3.buckets`); where absent the anchors name it. */
  readonly table?: { readonly name: string; readonly place: Place }
  /** Region of this resource, a template; `undefined` for the stack's. */
  readonly region?: string
  readonly props: readonly Definition[]
  /** From the `.iql` file, or from `sql:` (as `command` or `exports`). Empty where there is neither. */
  readonly anchors: ReadonlyMap<AnchorName, Anchor>
  /** The `.iql` file's path as it is shown; `undefined` where the resource has none. */
  readonly iql?: string
  /** The file that it names could not be read, which is told. */
  readonly lacksFile?: true
  /** Text that a `script` runs, a template. */
  readonly run?: { readonly text: string; readonly place: Place }
  /** Names of other resources whose exports this one uses, and those of `depends_on`; the graph's edges. */
  readonly references: readonly string[]
  /** Why: the template text that makes each edge, for `plan` and for a cycle's path. */
  readonly reasons: ReadonlyMap<string, string>
  /** Expression of `if`; see `isEnabled`. */
  readonly condition?: { readonly text: string; readonly place: Place }
  readonly exports: readonly Export[]
  /** Exported variables that are never printed. */
  readonly protectedExports: ReadonlySet<string>
  readonly skipValidation: boolean
  /** Credentials of its own, as written; the values of `*_var` keys name variables. */
  readonly auth?: JsonObject
  readonly returnVals: ReadonlyMap<'create' | 'update' | 'delete', readonly Export[]>
  /** Refuses to delete or replace. */
  readonly protect: boolean
  /** Leaves the resource in the cloud when it leaves the stack. */
  readonly retain: boolean
  /** Paths (`Tags`, `VpcConfig.SubnetIds`) whose differences are left alone. */
  readonly ignoreChanges: readonly IgnoredPath[]
  /** Seconds. */
  readonly timeouts: {
    readonly create?: number
    readonly update?: number
    readonly delete?: number
  }
  /** The resource's identifier, a template. */
  readonly identifier?: { readonly text: string; readonly place: Place }
  /** Overrides the type's replacement order. */
  readonly replacement?: 'create_then_delete' | 'delete_then_create'
}

/** A path into the resource, as it is written. */
export interface IgnoredPath {
  readonly text: string
  readonly place: Place
}

/** A column or property of the resource and the variable that gets its value. */
export interface Export {
  readonly column: string
  readonly variable: string
  readonly place: Place
}

/** An output of the stack. */
export interface StackExport {
  /** Variable, or `resource.variable`. */
  readonly variable: string
  /** Name in the output. */
  readonly name: string
  readonly place: Place
}

/** One query of an `.iql` file. */
export interface Anchor {
  readonly name: AnchorName
  /** The template, as it stands in the file; may hold several statements. */
  readonly template: string
  readonly options: AnchorOptions
  /** Place of the anchor line. */
  readonly place: Place
  /** 0-based offset of `template` in its file, to place errors in it; -1 where it is written otherwise there. */
  readonly offset: number
}

export interface AnchorOptions {
  /** Attempts of a check, and attempts after the first of a statement. Default 1 for checks, 0 for statements that are awaited. */
  readonly retries?: number
  /** Seconds between attempts; default 0. */
  readonly retryDelay?: number
  /** Attempts of the check that a delete is done; default 10. */
  readonly postdeleteRetries?: number
  /** Seconds between those; default 5. */
  readonly postdeleteRetryDelay?: number
  /** A callback is not run where this path of the RETURNING row has this value. */
  readonly shortCircuitField?: string
  readonly shortCircuitValue?: string
}
