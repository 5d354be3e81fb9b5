import type { JsonObject } from '../../../util/index.js'
import type { ServiceHandler } from '../service.js'
import { listPage, notFound, required } from './store.js'

/** A choice of our own: sources that the guide names, with the objects they are known to bring. */
const TEMPLATES: readonly JsonObject[] = [
  ['Salesforce', 'Account'],
  ['Salesforce', 'Asset'],
  ['Salesforce', 'Contact'],
  ['Marketo', 'Leads'],
  ['ServiceNow', 'Task'],
  ['ServiceNow', 'User'],
  ['Zendesk', 'Users'],
  ['Zendesk', 'Tickets'],
].map(([source = '', object = '']) => ({
  TemplateId: `${source}-${object}`,
  SourceName: source,
  SourceObject: object,
}))

export const listProfileObjectTypeTemplates: ServiceHandler = (_context, { input }) =>
  listPage('templates', TEMPLATES, input)

export const getProfileObjectTypeTemplate: ServiceHandler = (_context, { input }) => ({
  ...findTemplate(required(input, 'TemplateId')),
  AllowProfileCreation: true,
  Fields: { Id: { Source: '_source.Id', Target: '_profile.Attributes.Id', ContentType: 'STRING' } },
  Keys: { _id: [{ FieldNames: ['Id'], StandardIdentifiers: ['UNIQUE', 'PROFILE'] }] },
})

/** @throws ServiceError */
export function findTemplate(id: string): JsonObject {
  const found = TEMPLATES.find(({ TemplateId }) => TemplateId === id)
  if (found === undefined) throw notFound(`Template ${id} does not exist`)
  return found
}
