import { AppError } from '../../errors/index.js'

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * The value of a variable that a document names.
 * @throws AppError NO_CREDENTIALS or CONFIGURATION with the variable's name, and never its value.
 */
export function variableOf(
  environment: Environment,
  name: string,
  { what, secret }: { readonly what: string; readonly secret: boolean },
): string {
  const value = environment[name]?.trim()
  if (value === undefined || value === '') {
    const code = secret ? 'NO_CREDENTIALS' : 'CONFIGURATION'
    throw new AppError(code, `the environment variable ${name} is not set`, {
      hint: `${what}: export ${name}=...`,
    })
  }
  if (/[\u0000-\u001f\u007f]/.test(value)) {
    throw new AppError(
      'CONFIGURATION',
      `the environment variable ${name} holds more than one line`,
      {
        hint: `${what} is one line without control characters`,
      },
    )
  }
  return value
}
