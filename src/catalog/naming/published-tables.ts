/** Table names that StackQL published and that the rule (snake case, plural) does not make. */
export const PUBLISHED_TABLES: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPoolUICustomizationAttachment': 'user_poolui_customization_attachments',
  'AWS::DataSync::LocationFSxLustre': 'locationf_sx_lustres',
  'AWS::DataSync::LocationFSxONTAP': 'locationf_sx_ontaps',
  'AWS::DataSync::LocationFSxOpenZFS': 'locationf_sx_open_zfs',
  'AWS::DataSync::LocationFSxWindows': 'locationf_sx_windows',
  'AWS::EC2::EC2Fleet': 'ec2fleets',
  'AWS::EC2::LocalGatewayRouteTableVPCAssociation': 'local_gateway_route_tablevpc_associations',
  'AWS::EventSchemas::Schema': 'schemas',
  'AWS::FSx::S3AccessPointAttachment': 's3access_point_attachments',
  'AWS::Glue::Schema': 'schemas',
  'AWS::IAM::VirtualMFADevice': 'virtualmfa_devices',
  'AWS::Personalize::Schema': 'schemas',
  'AWS::RDS::CustomDBEngineVersion': 'customdb_engine_versions',
  'AWS::Route53Resolver::ResolverDNSSECConfig': 'resolverdnssec_configs',
  'AWS::Timestream::InfluxDBInstance': 'influxdb_instances',
  'AWS::WAFv2::WebACLAssociation': 'webacl_associations',
}
