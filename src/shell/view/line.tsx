import { Text } from 'ink'
import type { ReactElement } from 'react'
import type { Piece } from './styled-line.js'
import { shownText } from './shown-text.js'

/** One line of pieces; never wrapped by the terminal. */
export function Line({
  pieces,
  prompt,
}: {
  pieces: readonly Piece[]
  prompt?: Piece
}): ReactElement {
  const all = prompt === undefined ? pieces : [prompt, ...pieces]
  return (
    <Text wrap="truncate">
      {all.map(({ text, look, inverse }, index) => (
        <Text
          key={index}
          {...(look.color === undefined ? {} : { color: look.color })}
          bold={look.bold === true}
          dimColor={look.dim === true}
          underline={look.underline === true}
          inverse={inverse === true}
        >
          {shownText(text)}
        </Text>
      ))}
    </Text>
  )
}
