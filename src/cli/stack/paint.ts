import pico from 'picocolors'
import type { Paint } from '../../deploy/index.js'

/** Colours for a plan, or none. */
export function paintFor(color: boolean): Paint {
  const colors = pico.createColors(color)
  return (text, how) => colors[how](text)
}
