export { variableValue } from './from-environment.js'
export { createDocumentConnector, type DocumentConnectorOptions } from './document-connector.js'
