// AWS's descriptions of resource types, for DESCRIBE EXTENDED. They come from the npm package
// @aws-cdk/aws-service-spec when the project is built and are not committed.
//
// One file a service:
//   { "definitions": [node, …], "types": { "AWS::S3::Bucket": node, … } }
//   node: { "text"?: string, "properties": { "Name": [text or null, index of a definition?], … } }
// A property of a nested type names its definition, so recursive types need no more room than others.
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

const PACKAGE = '@aws-cdk/aws-service-spec'
const require = createRequire(import.meta.url)

/** Writes `<service>.json` for every service, and the package's licence, into `outDir`. */
export async function writeDescriptions(outDir) {
  const { loadAwsServiceSpec } = require(PACKAGE)
  const db = await loadAwsServiceSpec()
  mkdirSync(outDir, { recursive: true })
  const services = new Map()
  for (const resource of db.all('resource')) {
    const service = serviceName(resource.cloudFormationType)
    if (!services.has(service)) services.set(service, new ServiceDescriptions(db))
    services.get(service).add(resource)
  }
  for (const [service, descriptions] of services)
    writeFileSync(join(outDir, `${service}.json`), JSON.stringify(descriptions))
  writeNotice(outDir)
}

class ServiceDescriptions {
  definitions = []
  types = {}
  #db
  #numbers = new Map()

  constructor(db) {
    this.#db = db
  }

  add(resource) {
    const properties = { ...resource.attributes, ...resource.properties }
    this.types[resource.cloudFormationType] = this.#node(resource.documentation, properties)
  }

  #node(text, properties) {
    const entries = Object.entries(properties).map(([name, { documentation, type }]) => {
      const definition = this.#definition(type)
      const entry =
        definition === undefined ? [documentation ?? null] : [documentation ?? null, definition]
      return [name, entry]
    })
    const told = entries.filter(([, [doc, definition]]) => doc !== null || definition !== undefined)
    return { ...(text && { text }), properties: Object.fromEntries(told) }
  }

  #definition(type) {
    if (type === undefined) return undefined
    if (type.type === 'array' || type.type === 'map') return this.#definition(type.element)
    if (type.type === 'union')
      return type.types.map((each) => this.#definition(each)).find((n) => n !== undefined)
    if (type.type !== 'ref') return undefined
    const id = type.reference.$ref
    const known = this.#numbers.get(id)
    if (known !== undefined) return known
    // The number is taken before the definition is read, since a definition may contain itself.
    const number = this.definitions.push(null) - 1
    this.#numbers.set(id, number)
    const { properties } = this.#db.get('typeDefinition', type.reference)
    this.definitions[number] = this.#node(undefined, properties)
    return number
  }

  toJSON() {
    return { definitions: this.definitions, types: this.types }
  }
}

function serviceName(typeName) {
  const [organisation, service] = typeName.toLowerCase().split('::')
  return organisation === 'aws' ? service : `${organisation}_${service}`
}

function writeNotice(outDir) {
  const root = dirname(require.resolve(`${PACKAGE}/package.json`))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  copyFileSync(join(root, 'LICENSE'), join(outDir, 'LICENSE'))
  const notice =
    `The descriptions in this folder were extracted from ${PACKAGE} ${version}.\n` +
    'Copyright Amazon.com, Inc. or its affiliates. Licensed under the Apache License, Version 2.0 (see LICENSE).\n'
  writeFileSync(join(outDir, 'NOTICE'), notice)
}
