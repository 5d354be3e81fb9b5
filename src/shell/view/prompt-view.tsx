import { Box, Text } from 'ink'
import { useMemo, type ReactElement } from 'react'
import { layout } from '../editor/layout.js'
import type { EditorState } from '../editor/editor-state.js'
import { highlight, withProblem } from '../highlight/highlight.js'
import type { Theme } from '../highlight/theme.js'
import type { Problem } from '../syntax/problem-in.js'
import { Line } from './line.js'
import { styledLine, type Piece } from './styled-line.js'

export interface PromptViewProps {
  readonly editor: EditorState
  readonly suggestion?: string | undefined
  /** Where the parser stopped. */
  readonly problem?: Problem | undefined
  readonly prompt: string
  readonly theme: Theme
  readonly columns: number
  /** Lines that the text may take. */
  readonly height: number
}

/** The text under edit, coloured, with the cursor and what the history suggests behind it. */
export function PromptView(props: PromptViewProps): ReactElement {
  const { editor, problem, suggestion, prompt, theme, columns, height } = props
  const plain = useMemo(() => highlight(editor.text), [editor.text])
  const spans = useMemo(() => withProblem(plain, problem), [plain, problem])
  const width = Math.max(10, columns - prompt.length - 1)
  const { lines, above, below } = layout(editor, { width, height })
  const more = prompt.replace(/\S/g, ' ').slice(0, -2)
  return (
    <Box flexDirection="column">
      {above > 0 ? <Text dimColor>{`↑ ${String(above)} more`}</Text> : null}
      {lines.map((line) => {
        const pieces = styledLine(spans, line, theme)
        const isLast = line.to === editor.text.length
        const whole =
          isLast && suggestion !== undefined
            ? suggested(pieces, suggestion, width - (line.to - line.from))
            : pieces
        const mark = line.from === 0 && line.first ? prompt : line.first ? `${more}> ` : `${more}  `
        return (
          <Line
            key={line.from}
            prompt={{ text: mark, look: { dim: line.from > 0 } }}
            pieces={whole}
          />
        )
      })}
      {below > 0 ? <Text dimColor>{`↓ ${String(below)} more`}</Text> : null}
    </Box>
  )
}

/** The suggestion begins under the cursor, which stands behind the text. */
function suggested(pieces: readonly Piece[], suggestion: string, room: number): Piece[] {
  const [line = ''] = suggestion.split('\n')
  const shown = line.slice(0, Math.max(0, room))
  if (pieces.at(-1)?.inverse !== true || shown === '') return [...pieces]
  return [
    ...pieces.slice(0, -1),
    { text: shown.slice(0, 1), look: { dim: true }, inverse: true },
    { text: shown.slice(1), look: { dim: true } },
  ]
}
