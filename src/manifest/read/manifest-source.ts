import type { YamlDocument } from '../../util/index.js'
import type { Place, Problem } from '../problem.js'

type Path = readonly (string | number)[]

/** The files of a stack's `resources/` folder, read as they are asked for. */
export interface StackFiles {
  /** `path` is relative to `resources/`; `undefined` where there is no such file. */
  read(path: string): StackFile | undefined
  /** The folder's path as it is shown. */
  readonly folder: string
}

export interface StackFile {
  /** Path as it is shown. */
  readonly file: string
  readonly text: string
}

/** A manifest that was read as YAML: its places, and what was found wrong so far. */
export class ManifestSource {
  readonly file: string
  readonly text: string
  readonly problems: Problem[] = []
  readonly #document: YamlDocument

  constructor(file: string, text: string, document: YamlDocument) {
    this.file = file
    this.text = text
    this.#document = document
  }

  placeOf(path: Path): Place {
    return this.#place(this.#document.placeOf(path).position)
  }

  placeOfKey(path: Path): Place {
    return this.#place(this.#document.placeOfKey(path).position)
  }

  /** True where a template's own positions can be added to the place of its value. */
  isVerbatim(path: Path): boolean {
    return this.#document.placeOf(path).verbatim
  }

  report(message: string, place: Place, hint?: string): void {
    this.problems.push({
      code: 'MANIFEST',
      message,
      place,
      ...(hint !== undefined && { hint }),
    })
  }

  #place(position: Place['position']): Place {
    return { file: this.file, source: this.text, position }
  }
}
