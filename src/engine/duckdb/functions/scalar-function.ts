import { DuckDBScalarFunction, VARCHAR, type DuckDBType } from '@duckdb/node-api'
import { AppError } from '../../../errors/index.js'
import { parseJson, type Json } from '../../../util/index.js'

/** A function of `arity` texts for DuckDB; NULL in gives NULL out. */
export function scalarFunction(
  name: string,
  returnType: DuckDBType,
  arity: number,
  answer: (texts: readonly string[]) => string | boolean | null,
): DuckDBScalarFunction {
  return DuckDBScalarFunction.create({
    name,
    returnType,
    parameterTypes: Array.from({ length: arity }, () => VARCHAR),
    mainFunction: (info, input, output) => {
      const vectors = Array.from({ length: arity }, (_, index) => input.getColumnVector(index))
      try {
        for (let row = 0; row < input.rowCount; row++) {
          const values = vectors.map((vector) => vector.getItem(row))
          const given = values.every((value) => typeof value === 'string')
          output.setItem(row, given ? answer(values) : null)
        }
      } catch (error) {
        info.setError(error instanceof Error ? error.message : String(error))
      }
      output.flush()
    },
  })
}

/** @throws AppError SQL_RUNTIME for text that is no JSON */
export function readJson(text: string | undefined): Json {
  try {
    return parseJson(text ?? '') as Json
  } catch (error) {
    const shown = JSON.stringify((text ?? '').slice(0, 40))
    throw new AppError('SQL_RUNTIME', `malformed JSON: ${shown}`, { cause: error })
  }
}
