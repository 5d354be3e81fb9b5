import { isJsonObject, type Json, type JsonObject } from '../../../util/index.js'
import { memberAt } from '../profile/flow-definition.js'
import type { ServiceHandler } from '../service.js'
import { textOf } from '../text-of.js'
import { appflowPage } from './appflow-page.js'

const CONNECTOR_PROFILE = 'AWS::AppFlow::ConnectorProfile'

/** Those that Cloud Control made, by name or by type. */
export const describeConnectorProfiles: ServiceHandler = ({ state }, { caller, input }) => {
  const { connectorProfileNames: names, connectorType, connectorLabel } = input
  const wanted = Array.isArray(names) && names.length > 0 ? names.map(textOf) : undefined
  const items = state.resources
    .all(caller, CONNECTOR_PROFILE)
    .filter(({ identifier }) => wanted?.includes(identifier) ?? true)
    .filter(({ model }) => is(connectorType, model['ConnectorType']))
    .filter(({ model }) => is(connectorLabel, model['ConnectorLabel']))
    .map(({ model, createdAt }): JsonObject => {
      const members: readonly [string, Json | undefined][] = [
        ['connectorProfileArn', model['ConnectorProfileArn']],
        ['connectorProfileName', model['ConnectorProfileName']],
        ['connectorType', model['ConnectorType']],
        ['connectorLabel', model['ConnectorLabel']],
        ['connectionMode', model['ConnectionMode']],
        ['credentialsArn', model['CredentialsArn']],
        ['connectorProfileProperties', propertiesOf(model)],
        ['createdAt', createdAt / 1000],
        ['lastUpdatedAt', createdAt / 1000],
      ]
      return Object.fromEntries(
        members.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      )
    })
  return appflowPage('connectorProfileDetails', items, input)
}

const is = (wanted: Json | undefined, value: Json | undefined): boolean =>
  wanted === undefined || wanted === null || wanted === value

/** Settings by kind of source, in the spelling of AppFlow's own API. Credentials are not among them. */
function propertiesOf(model: JsonObject): Json | undefined {
  const settings = memberAt(model, 'ConnectorProfileConfig', 'ConnectorProfileProperties')
  if (!isJsonObject(settings)) return undefined
  return Object.fromEntries(
    Object.entries(settings).map(([kind, own]) => [
      kind,
      isJsonObject(own)
        ? Object.fromEntries(Object.entries(own).map(([name, value]) => [lowered(name), value]))
        : own,
    ]),
  )
}

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
