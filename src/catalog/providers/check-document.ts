import type { ValidateFunction } from 'ajv'
import type { Json } from '../../util/index.js'
import { DocumentMeaning } from './document-meaning.js'
import { schemaProblem, shownPath, type DocumentProblem } from './document-problem.js'
import type { ProviderDocument } from './provider-document.js'
import { PROVIDER_SCHEMA } from './provider-schema.js'

/**
 * A document, or everything that is wrong with it: what its schema says, and, where that is content, names that lead
 * nowhere and calls that cannot be made. ajv is loaded here, since few runs need it.
 */
export async function checkDocument(
  value: Json,
): Promise<
  { readonly document: ProviderDocument } | { readonly problems: readonly DocumentProblem[] }
> {
  validate ??= await compile()
  if (validate(value)) {
    const problems = new DocumentMeaning(value).problems()
    return problems.length === 0 ? { document: value } : { problems }
  }
  return { problems: schemaProblems(validate) }
}

function schemaProblems(validate: ValidateFunction): DocumentProblem[] {
  const problems = (validate.errors ?? []).flatMap((error) => schemaProblem(error) ?? [])
  // An alternative says of each of its forms what it misses; what the forms' parts say is closer to the mistake.
  const exact = problems.filter(
    (one) =>
      !one.message.endsWith('it may have') ||
      !problems.some((other) => other !== one && isBelow(other.path, one.path)),
  )
  return [...new Map(exact.map((one) => [`${shownPath(one.path)} ${one.message}`, one])).values()]
}

let validate: ValidateFunction<ProviderDocument> | undefined

async function compile(): Promise<ValidateFunction<ProviderDocument>> {
  const { Ajv } = await import('ajv')
  return new Ajv({
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictTypes: false,
    strictRequired: false,
    strictTuples: false,
    // Tests hold the schema itself against JSON Schema's; that takes longer than all the rest.
    meta: false,
    validateSchema: false,
  }).compile<ProviderDocument>(PROVIDER_SCHEMA)
}

type Path = DocumentProblem['path']

function isBelow(path: Path, above: Path): boolean {
  return path.length > above.length && above.every((each, index) => path[index] === each)
}
