import { render, useStdout, type Instance } from 'ink'
import { useEffect, type ReactElement, type ReactNode } from 'react'
import type { Screen } from './screen.js'
import { ShellView, type ShellViewProps } from './view/shell-view.js'

/** One line up, and everything from there on away. */
const LINE_AWAY = '\u001b[1A\u001b[J'

const CLEAR_SCREEN = '\u001b[2J\u001b[H'

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  /** Told to stop and to go on reading keys while another program has the terminal. */
  readonly keys: { pause(): void; resume(): void }
}

/** Makes the screen; the way in for who loads this module late. */
export function openScreen(
  props: ShellViewProps,
  streams: Streams,
  color: boolean,
): Promise<LiveScreen> {
  const view = (): ReactNode => <ShellView {...props} />
  return Promise.resolve(new InkScreen(view, streams, color))
}

/** A screen whose live lines can be taken away. */
export interface LiveScreen extends Screen {
  mount(): void
  unmount(): void
  /** Prints what was still waiting. */
  flush(): void
}

/** The terminal through Ink: live lines at the foot, everything else printed above them once. */
class InkScreen implements LiveScreen {
  readonly #view: () => ReactNode
  readonly #streams: Streams
  readonly color: boolean
  #instance: Instance | undefined
  #write: ((text: string) => void) | undefined
  #waiting = ''

  constructor(view: () => ReactNode, streams: Streams, color: boolean) {
    this.#view = view
    this.#streams = streams
    this.color = color
  }

  get size(): Screen['size'] {
    const { columns, rows } = this.#streams.stdout
    return { columns: columns || 80, rows: rows || 24 }
  }

  mount(): void {
    const { stdin, stdout } = this.#streams
    this.#instance = render(
      <WithOutput ready={(write) => this.#ready(write)}>{this.#view()}</WithOutput>,
      { stdin, stdout, exitOnCtrlC: false, patchConsole: false, maxFps: 120 },
    )
  }

  unmount(): void {
    const instance = this.#instance
    this.#write = undefined
    this.#instance = undefined
    if (instance === undefined) return
    // Ink's own clear forgets a frame that is on its way, which then wipes a line above. An empty frame is a line.
    instance.rerender(<></>)
    instance.unmount()
    this.#streams.stdout.write(LINE_AWAY)
  }

  print(text: string): void {
    if (this.#write === undefined) this.#waiting += text
    else if (text !== '') this.#write(text)
  }

  async lend<T>(work: () => Promise<T>): Promise<T> {
    this.unmount()
    this.#streams.keys.pause()
    this.flush()
    try {
      return await work()
    } finally {
      this.#streams.keys.resume()
      this.mount()
    }
  }

  clear(): void {
    const isLive = this.#instance !== undefined
    // Ink draws no frame that is as the one before, which a screen that was cleared does not show any more.
    this.unmount()
    this.#streams.stdout.write(CLEAR_SCREEN)
    if (isLive) this.mount()
  }

  #ready(write: (text: string) => void): void {
    this.#write = write
    const text = this.#waiting
    this.#waiting = ''
    this.print(text)
  }

  flush(): void {
    if (this.#waiting !== '') this.#streams.stdout.write(this.#waiting)
    this.#waiting = ''
  }
}

/** Hands out Ink's way of printing above the live lines. */
function WithOutput({
  ready,
  children,
}: {
  ready: (write: (text: string) => void) => void
  children: ReactNode
}): ReactElement {
  const { write } = useStdout()
  useEffect(() => ready(write), [ready, write])
  return <>{children}</>
}
