export { createDocumentConnector, type DocumentConnectorOptions } from './document-connector.js'
