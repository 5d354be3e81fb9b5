import { restJson } from '../protocols/rest-json.js'
import type { Service } from '../service.js'
import { createDomain, deleteDomain, getDomain, listDomains, updateDomain } from './domains.js'
import {
  deleteIntegration,
  getIntegration,
  listAccountIntegrations,
  listIntegrations,
  putIntegration,
} from './integrations.js'
import {
  deleteProfileObjectType,
  getProfileObjectType,
  listProfileObjectTypes,
  listProfileObjects,
  putProfileObjectType,
} from './object-types.js'
import { listTagsForResource, tagResource, untagResource } from './tags.js'
import { getProfileObjectTypeTemplate, listProfileObjectTypeTemplates } from './templates.js'
import { createIntegrationWorkflow } from './workflows/create-workflow.js'
import {
  deleteWorkflow,
  getWorkflow,
  getWorkflowSteps,
  listWorkflows,
} from './workflows/read-workflows.js'

const PAGES = 'MaxResults=max-results&NextToken=next-token'

/** Amazon Connect Customer Profiles in its own words, over the resources that Cloud Control keeps. */
export const profile: Service = {
  name: 'profile',
  actions: 'profile',
  protocol: restJson({
    CreateDomain: 'POST /domains/{DomainName}',
    UpdateDomain: 'PUT /domains/{DomainName}',
    GetDomain: 'GET /domains/{DomainName}',
    ListDomains: `GET /domains?${PAGES}`,
    DeleteDomain: 'DELETE /domains/{DomainName}',
    PutIntegration: 'PUT /domains/{DomainName}/integrations',
    GetIntegration: 'POST /domains/{DomainName}/integrations',
    ListIntegrations: `GET /domains/{DomainName}/integrations?${PAGES}`,
    DeleteIntegration: 'POST /domains/{DomainName}/integrations/delete',
    ListAccountIntegrations: `POST /integrations?${PAGES}`,
    CreateIntegrationWorkflow: 'POST /domains/{DomainName}/workflows/integrations',
    ListWorkflows: `POST /domains/{DomainName}/workflows?${PAGES}`,
    GetWorkflow: 'GET /domains/{DomainName}/workflows/{WorkflowId}',
    GetWorkflowSteps: `GET /domains/{DomainName}/workflows/{WorkflowId}/steps?${PAGES}`,
    DeleteWorkflow: 'DELETE /domains/{DomainName}/workflows/{WorkflowId}',
    PutProfileObjectType: 'PUT /domains/{DomainName}/object-types/{ObjectTypeName}',
    GetProfileObjectType: 'GET /domains/{DomainName}/object-types/{ObjectTypeName}',
    ListProfileObjectTypes: `GET /domains/{DomainName}/object-types?${PAGES}`,
    DeleteProfileObjectType: 'DELETE /domains/{DomainName}/object-types/{ObjectTypeName}',
    ListProfileObjects: `POST /domains/{DomainName}/profiles/objects?${PAGES}`,
    ListProfileObjectTypeTemplates: `GET /templates?${PAGES}`,
    GetProfileObjectTypeTemplate: 'GET /templates/{TemplateId}',
    TagResource: 'POST /tags/{resourceArn}',
    UntagResource: 'DELETE /tags/{resourceArn}?tagKeys=tagKeys',
    ListTagsForResource: 'GET /tags/{resourceArn}',
  }),
  validates: true,
  inputs: { model: 'customer-profiles', code: 'BadRequestException' },
  operations: {
    CreateDomain: createDomain,
    UpdateDomain: updateDomain,
    GetDomain: getDomain,
    ListDomains: listDomains,
    DeleteDomain: deleteDomain,
    PutIntegration: putIntegration,
    GetIntegration: getIntegration,
    ListIntegrations: listIntegrations,
    DeleteIntegration: deleteIntegration,
    ListAccountIntegrations: listAccountIntegrations,
    CreateIntegrationWorkflow: createIntegrationWorkflow,
    ListWorkflows: listWorkflows,
    GetWorkflow: getWorkflow,
    GetWorkflowSteps: getWorkflowSteps,
    DeleteWorkflow: deleteWorkflow,
    PutProfileObjectType: putProfileObjectType,
    GetProfileObjectType: getProfileObjectType,
    ListProfileObjectTypes: listProfileObjectTypes,
    DeleteProfileObjectType: deleteProfileObjectType,
    ListProfileObjects: listProfileObjects,
    ListProfileObjectTypeTemplates: listProfileObjectTypeTemplates,
    GetProfileObjectTypeTemplate: getProfileObjectTypeTemplate,
    TagResource: tagResource,
    UntagResource: untagResource,
    ListTagsForResource: listTagsForResource,
  },
  throttled: ['ThrottlingException', 429],
  alwaysIn: [],
}
