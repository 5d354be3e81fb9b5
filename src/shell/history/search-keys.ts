import { keyId, type Key } from '../keys/key.js'
import type { Search } from '../shell-state.js'
import type { History } from './history.js'

/** What a key does to a search of the history. */
export type Searched =
  | { readonly kind: 'goes on'; readonly search: Search }
  /** `text` is taken over where something was found; `run`: and run; `key`: and takes this key. */
  | { readonly kind: 'ends'; readonly text?: string; readonly run?: boolean; readonly key?: Key }

/** Searches the history backwards, as Ctrl-R of other shells does. */
export function searchKey(search: Search, key: Key, history: History): Searched {
  const found = search.found === undefined ? {} : { text: search.found }
  switch (keyId(key)) {
    case 'C-r':
      return look(history, search, search.wanted, search.skip + 1)
    case 'backspace':
      return look(history, search, Array.from(search.wanted).slice(0, -1).join(''), 0)
    case 'escape':
    case 'C-c':
    case 'C-g':
      return { kind: 'ends' }
    case 'return':
      return { kind: 'ends', ...found, run: true }
    default:
      if (key.text !== '' && !key.ctrl && !key.meta && key.name !== 'paste') {
        return look(history, search, search.wanted + key.text, 0)
      }
      return { kind: 'ends', ...found, key }
  }
}

function look(history: History, search: Search, wanted: string, skip: number): Searched {
  const found = wanted === '' ? undefined : history.search(wanted, skip)
  // There is none before the last one that was found.
  if (found === undefined && skip > 0) return { kind: 'goes on', search }
  return { kind: 'goes on', search: { wanted, skip, ...(found === undefined ? {} : { found }) } }
}
