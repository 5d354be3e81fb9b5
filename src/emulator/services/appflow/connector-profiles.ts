import type { Json, JsonObject } from '../../../util/index.js'
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
