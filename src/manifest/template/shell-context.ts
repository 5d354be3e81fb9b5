/** Where in a shell script the next character will stand. `code`: outside of quotes. */
export type ShellPlace = 'code' | 'single' | 'double' | 'comment'

/** What makes a shell read a text once more: what its quotes hold is code again. */
const READ_AGAIN = /<<|\$'|\b(?:eval|ssh|su|xargs)\b|\b(?:ba|da|z|k|a)?sh\s+(?:-\w+\s+)*-\w*c\b|`/

interface Frame {
  place: ShellPlace
  /** Parentheses that are open in this piece of code. */
  depth: number
}

/** Follows a shell script across the pieces it comes in, as far as quotes, comments and `$(…)` go. */
export class ShellContext {
  readonly #frames: Frame[] = [{ place: 'code', depth: 0 }]
  /** Without values. */
  #written = ''
  #last = '\n'
  #isEscaped = false

  get place(): ShellPlace {
    return this.#top.place
  }

  /** True once quotes do not tell any more what is code: after a here-document, `eval`, backquotes. */
  get isReadAgain(): boolean {
    return READ_AGAIN.test(this.#written)
  }

  /** True of a script that reads some of its texts again, wherever it does. */
  get evaluates(): boolean {
    return /\beval\b/.test(this.#written)
  }

  /** @param isValue true of what is no part of the script as it was written */
  feed(text: string, isValue = false): void {
    for (const char of text) {
      this.#step(char, this.#last)
      this.#last = char
    }
    if (!isValue) this.#written += text
  }

  get #top(): Frame {
    return this.#frames.at(-1) ?? { place: 'code', depth: 0 }
  }

  #step(char: string, before: string): void {
    const top = this.#top
    if (this.#isEscaped) {
      this.#isEscaped = false
      return
    }
    switch (top.place) {
      case 'single':
        if (char === "'") top.place = 'code'
        return
      case 'comment':
        if (char === '\n') top.place = 'code'
        return
      case 'double':
        if (char === '\\') this.#isEscaped = true
        else if (char === '"') top.place = 'code'
        else if (char === '(' && before === '$') this.#frames.push({ place: 'code', depth: 1 })
        return
      case 'code':
        this.#inCode(char, before, top)
    }
  }

  #inCode(char: string, before: string, top: Frame): void {
    if (char === '\\') this.#isEscaped = true
    else if (char === "'") top.place = 'single'
    else if (char === '"') top.place = 'double'
    else if (char === '#' && /[\s;&|(]/.test(before)) top.place = 'comment'
    else if (char === '(') top.depth++
    else if (char === ')' && --top.depth === 0 && this.#frames.length > 1) this.#frames.pop()
  }
}
