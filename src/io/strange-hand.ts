import { lstatSync, statSync } from 'node:fs'

/**
 * Why what is kept at a path may have been written by somebody else: another user (root aside) owns it or a link on its
 * place, or others can write it. `undefined` where it is ours alone, is not there, or the system knows no users.
 */
export function strangeHand(...paths: readonly string[]): string | undefined {
  for (const path of paths) {
    const found = strangeAt(path)
    if (found !== undefined) return found
  }
  return undefined
}

function strangeAt(path: string): string | undefined {
  const user = process.getuid?.()
  const group = process.getgid?.()
  const [link, target] = [
    lstatSync(path, { throwIfNoEntry: false }),
    statSync(path, { throwIfNoEntry: false }),
  ]
  if (user === undefined || link === undefined) return undefined
  for (const { uid } of target === undefined ? [link] : [link, target]) {
    if (uid !== user && uid !== 0) return `${path} belongs to another user (${String(uid)})`
  }
  if (target === undefined) return undefined
  const { mode, gid } = target
  // Many systems give each user a group of his own, which may write by default.
  const others = gid === group ? 0o002 : 0o022
  return (mode & others) === 0 ? undefined : `others can write to ${path}`
}

/** What to do about it. */
export const STRANGE_HINT = 'take it away, or make it yours alone: chown and chmod go-w'
