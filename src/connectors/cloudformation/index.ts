export { fetchSchemas, type RegistryOptions, type RegistrySchemas } from './fetch-schemas.js'
