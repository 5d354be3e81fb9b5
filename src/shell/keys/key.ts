/** A key press or a paste, as the editor is told of it. */
export interface Key {
  /** Name of the key: `left`, `return`, `a`, `paste`; the character itself for what has no name. */
  readonly name: string
  readonly ctrl: boolean
  readonly meta: boolean
  readonly shift: boolean
  /** What the key writes; empty for keys that write nothing. */
  readonly text: string
}

/** How key tables name a key: `C-a`, `M-f`, `S-tab`, `left`. */
export function keyId({ name, ctrl, meta, shift, text }: Key): string {
  const marks = `${ctrl ? 'C-' : ''}${meta ? 'M-' : ''}`
  // The shift of a letter is in its text already.
  return shift && text === '' ? `${marks}S-${name}` : `${marks}${name}`
}
