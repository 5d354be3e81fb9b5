import { lstatSync, statSync, type Stats } from 'node:fs'

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
  const [link, target] = [look(lstatSync, path), look(statSync, path)]
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

/** Where there is no way to a path, nothing is there that somebody could have written. */
function look(stat: (path: string) => Stats, path: string): Stats | undefined {
  try {
    return stat(path)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EACCES') return undefined
    throw error
  }
}

/** What to do about it. */
export const STRANGE_HINT = 'take it away, or make it yours alone: chown and chmod go-w'
