import { restJson } from '../protocols/rest-json.js'
import type { Service } from '../service.js'
import { describeConnectorProfiles } from './connector-profiles.js'
import { describeFlow, listFlows } from './describe-flows.js'
import { describeFlowExecutionRecords } from './flow-executions.js'

/** What integrations need of AppFlow; its own resources come from Cloud Control. */
export const appflow: Service = {
  name: 'appflow',
  actions: 'appflow',
  protocol: restJson({
    ListFlows: 'POST /list-flows',
    DescribeFlow: 'POST /describe-flow',
    DescribeFlowExecutionRecords: 'POST /describe-flow-execution-records',
    DescribeConnectorProfiles: 'POST /describe-connector-profiles',
  }),
  inputs: { model: 'appflow', code: 'ValidationException' },
  operations: {
    ListFlows: listFlows,
    DescribeFlow: describeFlow,
    DescribeFlowExecutionRecords: describeFlowExecutionRecords,
    DescribeConnectorProfiles: describeConnectorProfiles,
  },
  throttled: ['ThrottlingException', 429],
  alwaysIn: [],
}
