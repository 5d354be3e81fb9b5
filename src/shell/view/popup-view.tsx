import { Box, Text } from 'ink'
import type { ReactElement } from 'react'
import { cut, pad } from '../../format/width/index.js'
import type { Popup } from '../shell-state.js'
import { shownText } from './shown-text.js'

const LEAST_DETAIL = 12

/** A few candidates with kind, type and description, the chosen one inverse. */
export function PopupView({
  popup,
  columns,
  height,
}: {
  popup: Popup
  columns: number
  height: number
}): ReactElement {
  const { candidates } = popup.completion
  const top = Math.max(0, Math.min(popup.chosen - height + 1, candidates.length - height))
  const shown = candidates
    .slice(top, top + height)
    .map((candidate) => ({ ...candidate, text: shownText(candidate.text) }))
  const width = Math.min(
    Math.max(...shown.map(({ text }) => text.length)),
    Math.max(8, columns - 16),
  )
  const room = columns - width - 15
  const rest = candidates.length - top - shown.length
  return (
    <Box flexDirection="column" marginLeft={1}>
      {shown.map(({ text, kind, detail }, index) => {
        const name = pad(cut(text, width), width, 'right')
        const says =
          detail !== undefined && room >= LEAST_DETAIL ? cut(shownText(detail), room) : ''
        return (
          <Text key={`${kind} ${text}`} wrap="truncate">
            <Text inverse={top + index === popup.chosen}>{` ${name} `}</Text>
            <Text dimColor>{` ${pad(kind, 10, 'right')} ${says}`}</Text>
          </Text>
        )
      })}
      {rest > 0 ? <Text dimColor>{` … ${String(rest)} more`}</Text> : null}
    </Box>
  )
}
