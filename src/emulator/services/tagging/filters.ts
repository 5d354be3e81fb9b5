import type { Json } from '../../../util/index.js'
import { isJsonObject } from '../../../util/index.js'
import { kebab } from '../../values/kebab.js'
import { ServiceError } from '../service-error.js'
import type { Tag } from './tags-of.js'

/** A tagged resource as filters see it. */
export interface Tagged {
  readonly typeName: string
  readonly arn: string
  readonly tags: readonly Tag[]
}

export type Filter = (resource: Tagged) => boolean

export const invalid = (message: string): ServiceError =>
  new ServiceError('InvalidParameterException', message)

/** All keys must be there, each with one of its values where values are given. @throws ServiceError */
export function tagFilter(written: Json | undefined): Filter {
  const filters = listOf('TagFilters', written).map((filter) => {
    const key = isJsonObject(filter) ? filter['Key'] : undefined
    if (typeof key !== 'string' || key === '') throw invalid('TagFilters: Key must be given')
    const values = isJsonObject(filter) ? texts('TagFilters: Values', filter['Values']) : []
    return { key, values }
  })
  return ({ tags }) =>
    filters.every(({ key, values }) =>
      tags.some((tag) => tag.Key === key && (values.length === 0 || values.includes(tag.Value))),
    )
}

/** One of `service` or `service:kind`, the kind as ARNs or type names write it. @throws ServiceError */
export function typeFilter(written: Json | undefined): Filter {
  const wanted = texts('ResourceTypeFilters', written)
  if (wanted.length === 0) return () => true
  for (const filter of wanted) {
    if (!/^[\w-]+(:[\w./-]+)?$/.test(filter)) {
      throw invalid(`ResourceTypeFilters: '${filter}' is not of the form service:resourceType`)
    }
  }
  return ({ typeName, arn }) => {
    const [, , service = '', , , resource = ''] = arn.split(':')
    const kind = typeName.split('::')[2] ?? ''
    const kinds = [resource.split('/')[0], kebab(kind), kind.toLowerCase()]
    return wanted.some((filter) => {
      const [filterService, filterKind] = filter.split(':')
      return filterService === service && (filterKind === undefined || kinds.includes(filterKind))
    })
  }
}

/** One of the ARNs. @throws ServiceError */
export function arnFilter(written: Json | undefined): Filter {
  const arns = new Set(texts('ResourceARNList', written))
  return ({ arn }) => arns.size === 0 || arns.has(arn)
}

function texts(member: string, written: Json | undefined): string[] {
  return listOf(member, written).map((text) => {
    if (typeof text === 'string') return text
    throw invalid(`${member} must be texts`)
  })
}

function listOf(member: string, written: Json | undefined): readonly Json[] {
  if (written === undefined || written === null) return []
  if (!Array.isArray(written)) throw invalid(`${member} must be a list`)
  return written as readonly Json[]
}
