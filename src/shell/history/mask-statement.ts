import { isSecretName, MASK } from '../../resource/index.js'
import { isSymbol, isWord, tokenize, type Token } from '../../sql/index.js'
import { AppError } from '../../errors/index.js'

/**
 * A statement as the history keeps it: texts that are given to names of secrets are masked, in assignments,
 * in the columns of an INSERT and inside JSON.
 */
export function maskStatement(text: string): string {
  let tokens: readonly Token[]
  try {
    tokens = tokenize(text)
  } catch (error) {
    if (AppError.is(error)) return text
    throw error
  }
  const hidden = new Set<Token>([...assigned(tokens), ...inserted(tokens)])
  let masked = ''
  let at = 0
  for (const token of tokens) {
    masked += text.slice(at, token.start)
    masked += hidden.has(token)
      ? `'${MASK}'`
      : token.kind === 'string'
        ? maskJson(token.text)
        : token.text
    at = token.end
  }
  return masked + text.slice(at)
}

/** `password = 'x'` and `--password 'x'`. */
function assigned(tokens: readonly Token[]): Token[] {
  return tokens.filter((token, at) => {
    const [name, sign] = [tokens[at - 2], tokens[at - 1]]
    return token.kind === 'string' && isSymbol(sign, '=') && name !== undefined && isSecret(name)
  })
}

/** The values of `INSERT INTO t (…, password, …) VALUES (…, 'x', …), …`. */
function inserted(tokens: readonly Token[]): Token[] {
  if (!isWord(tokens[0], 'INSERT') && !isWord(tokens[0], 'REPLACE')) return []
  const open = tokens.findIndex((token) => isSymbol(token, '('))
  const lists = tupleItems(tokens.slice(Math.max(0, open)))
  const [names = [], ...rows] = lists
  return rows.flatMap((row) =>
    row.flatMap((item, index) => {
      const [name] = names[index] ?? []
      return name !== undefined && isSecret(name)
        ? item.filter(({ kind }) => kind === 'string')
        : []
    }),
  )
}

/** The items of each parenthesis at the top, as tokens. */
function tupleItems(tokens: readonly Token[]): Token[][][] {
  const tuples: Token[][][] = []
  let depth = 0
  for (const token of tokens) {
    if (isSymbol(token, ')') || isSymbol(token, ']')) depth--
    if (depth === 0 && isSymbol(token, '(')) tuples.push([[]])
    else if (depth === 1 && isSymbol(token, ',')) tuples.at(-1)?.push([])
    else if (depth > 0) tuples.at(-1)?.at(-1)?.push(token)
    if (isSymbol(token, '(') || isSymbol(token, '[')) depth++
  }
  return tuples
}

function maskJson(literal: string): string {
  if (!/[{]/.test(literal)) return literal
  return literal.replace(
    /"([^"\\]+)"(\s*:\s*)"(?:[^"\\]|\\.)*"/g,
    (whole, name: string, colon: string) =>
      isSecretName(name) ? `"${name}"${colon}"${MASK}"` : whole,
  )
}

function isSecret(token: Token): boolean {
  return isSecretName(token.text.replaceAll('"', ''))
}
