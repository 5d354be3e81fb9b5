import { crc32 } from 'node:zlib'
import { isJsonObject, type JsonObject, parseJson, jsonText } from '../../util/index.js'

const SHAPE = /^\{"sum":"([0-9a-f]{8})","entry":(\{.*\})\}$/s

/** An entry as a line of JSON that tells whether it is whole. */
export function checkedLine(entry: object): string {
  const text = jsonText(entry)
  return `{"sum":"${sumOf(text)}","entry":${text}}\n`
}

/** The entry of a line; `undefined` where the line was torn or changed. */
export function readCheckedLine(line: string): JsonObject | undefined {
  const [, sum, text] = SHAPE.exec(line) ?? []
  if (text === undefined || sumOf(text) !== sum) return undefined
  const entry: unknown = parseJson(text)
  return isJsonObject(entry) ? entry : undefined
}

function sumOf(text: string): string {
  return crc32(text).toString(16).padStart(8, '0')
}
