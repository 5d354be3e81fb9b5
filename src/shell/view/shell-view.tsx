import { Box, Text } from 'ink'
import { useSyncExternalStore, type ReactElement } from 'react'
import type { Theme } from '../highlight/theme.js'
import type { ShellState } from '../shell-state.js'
import { PopupView } from './popup-view.js'
import { progressText } from './progress-text.js'
import { PromptView } from './prompt-view.js'
import { shownText } from './shown-text.js'

/** Where the view reads its state, and hears of changes. */
export interface ShellStore {
  readonly state: ShellState
  subscribe(heard: () => void): () => void
}

export interface ShellViewProps {
  readonly store: ShellStore
  readonly prompt: () => string
  readonly theme: () => Theme
}

const POPUP_LINES = 6

/**
 * The live lines: prompt, candidates, progress. They never fill the window, since a terminal cannot repaint
 * what has scrolled away; results are printed above them once.
 */
export function ShellView({ store, prompt, theme }: ShellViewProps): ReactElement | null {
  const state = useSyncExternalStore(
    (heard) => store.subscribe(heard),
    () => store.state,
  )
  const { columns, rows } = state.size
  const popup = Math.max(1, Math.min(POPUP_LINES, Math.floor(rows / 3)))
  const height = Math.max(1, rows - popup - 4)
  switch (state.phase) {
    case 'left':
      return null
    case 'running':
      return <Running state={state} />
    case 'asking':
      return <Text>{`${state.question ?? ''} [y/N] `}</Text>
    case 'searching':
      return <Searching state={state} />
    case 'editing':
      return (
        <Box flexDirection="column">
          <PromptView
            editor={state.editor}
            suggestion={state.suggestion}
            problem={state.problem}
            prompt={prompt()}
            theme={theme()}
            columns={columns}
            height={height}
          />
          {state.note === undefined ? null : (
            <Text dimColor wrap="truncate">
              {` ${shownText(state.note)}`}
            </Text>
          )}
          {state.popup === undefined ? null : (
            <PopupView popup={state.popup} columns={columns} height={popup} />
          )}
        </Box>
      )
  }
}

function Running({ state: { progress, size } }: { state: ShellState }): ReactElement | null {
  if (progress === undefined) return null
  const room = Math.max(1, Math.floor(size.rows / 3))
  return (
    <Box flexDirection="column">
      {progress.requests.slice(0, room).map((request) => (
        <Text key={request} dimColor wrap="truncate">
          {shownText(request)}
        </Text>
      ))}
      <Text dimColor wrap="truncate">
        {progressText(progress, size.columns)}
      </Text>
    </Box>
  )
}

function Searching({ state: { search, size } }: { state: ShellState }): ReactElement {
  const found = search?.found ?? (search?.wanted === '' ? '' : '(nothing)')
  const line = `search: ${search?.wanted ?? ''}▏ ${found.replaceAll('\n', ' ')}`
  return <Text wrap="truncate">{shownText(line).slice(0, size.columns - 1)}</Text>
}
