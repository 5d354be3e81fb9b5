export { AdaptiveRate, type AdaptiveRateOptions } from './adaptive-rate.js'
export { assertNever } from './assert-never.js'
export { ExactNumber, exactInteger, isExactNumber, jsonText, parseJson } from './exact-number.js'
export {
  canonicalJson,
  copyJson,
  dictionary,
  isJsonObject,
  jsonEqual,
  type Json,
  type JsonObject,
  withDoubles,
} from './json.js'
export { KnownSecrets, MASK } from './known-secrets.js'
export { loadRe2 } from './load-re2.js'
export { linearForm, linearPattern, type LinearPattern } from './linear-pattern.js'
export { likePattern, type LikePattern } from './like.js'
export { mapConcurrent } from './map-concurrent.js'
export { nearest } from './nearest.js'
export { onAbort } from './on-abort.js'
export { applyEdits, originalOffset, type TextEdit } from './text-edit.js'
export { doubleOf } from './double-of.js'
export { quoteSql, sqlText } from './quote-sql.js'
export { shuffled } from './shuffle.js'
export { positionAt, utf16Offset, type SourcePosition } from './text-position.js'
export { loadYaml, type Yaml, type YamlProblem, type YamlResult } from './yaml.js'
export type { YamlEdit } from './yaml-edit.js'
export type { YamlDocument, YamlPlace } from './yaml-document.js'
export {
  flag,
  jsonObject,
  listOf,
  mapOf,
  number,
  oneOf,
  optional,
  record,
  text,
  type Shape,
} from './shape.js'
export {
  escapeInYaml,
  escapeSteering,
  isSteering,
  terminalText,
  visible,
  visibleLines,
  type OwnSequences,
} from './steering.js'
export { Turns } from './turns.js'
export { utf8Text } from './utf8-text.js'
