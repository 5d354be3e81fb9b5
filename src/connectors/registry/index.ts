export { readSchemaFiles } from './read-schema-files.js'
