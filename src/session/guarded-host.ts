import type { IoHost } from '../io/index.js'
import type { KnownSecrets } from '../util/index.js'

/** A host that hears of no known secret. */
export function guardedHost(host: IoHost, secrets: KnownSecrets): IoHost {
  const confirm: IoHost['confirm'] = async ({ lines, text }, signal) => {
    const shown = { lines: lines.map((line) => secrets.cut(line)), text: secrets.cut(text) }
    return (await host.confirm?.(shown, signal)) ?? false
  }
  return {
    ...(host.traces === undefined ? {} : { traces: host.traces }),
    notify: (message) => host.notify({ ...message, text: secrets.cut(message.text) }),
    // Whether there is somebody to ask is told by there being a method.
    get confirm() {
      return host.confirm === undefined ? (undefined as never) : confirm
    },
  }
}
