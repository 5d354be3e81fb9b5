export { parseService, serializeService, type ServiceDocument } from './service-document.js'
export type { TypeDocument } from './type-document.js'
