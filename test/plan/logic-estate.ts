import type { EstateEntry } from '../../src/emulator/index.js'
import { domain, integration } from '../session/support.js'

/** A small estate over two regions, with parents up to two levels deep. */
export const logicEstate: readonly EstateEntry[] = [
  domain('retail'),
  domain('other'),
  domain('loyalty', 'eu-west-1'),
  integration('retail', 's3://a', {
    ObjectTypeName: 'Orders',
    Tags: [
      { Key: 'team', Value: 'x' },
      { Key: 'env', Value: 'prod' },
    ],
  }),
  integration('retail', 's3://b', { ObjectTypeName: 'Clicks' }),
  integration('other', 's3://a', { Tags: [{ Key: 'team', Value: 'y' }] }),
  integration('loyalty', 's3://c', { ObjectTypeName: 'Orders' }, 'eu-west-1'),
  channelGroup('live'),
  channelGroup('vod'),
  channel('live', 'one'),
  channel('live', 'two'),
  endpoint('live', 'one', 'hls'),
  endpoint('live', 'two', 'dash'),
  {
    type: 'AWS::Cognito::UserPool',
    region: 'us-east-1',
    properties: { UserPoolName: 'people', UserPoolId: 'us-east-1_Abc123' },
  },
  {
    type: 'AWS::Cognito::UserPoolResourceServer',
    region: 'us-east-1',
    properties: { UserPoolId: 'us-east-1_Abc123', Identifier: 'api', Name: 'API' },
  },
]

function channelGroup(name: string): EstateEntry {
  return {
    type: 'AWS::MediaPackageV2::ChannelGroup',
    region: 'us-east-1',
    properties: {
      ChannelGroupName: name,
      Arn: `arn:aws:mediapackagev2:us-east-1:123456789012:channelGroup/${name}`,
    },
  }
}

function channel(group: string, name: string): EstateEntry {
  return {
    type: 'AWS::MediaPackageV2::Channel',
    region: 'us-east-1',
    properties: {
      ChannelGroupName: group,
      ChannelName: name,
      Arn: `arn:aws:mediapackagev2:us-east-1:123456789012:channelGroup/${group}/channel/${name}`,
    },
  }
}

function endpoint(group: string, channelName: string, name: string): EstateEntry {
  return {
    type: 'AWS::MediaPackageV2::OriginEndpoint',
    region: 'us-east-1',
    properties: {
      ChannelGroupName: group,
      ChannelName: channelName,
      OriginEndpointName: name,
      ContainerType: 'TS',
      Arn: `arn:aws:mediapackagev2:us-east-1:123456789012:channelGroup/${group}/channel/${channelName}/originEndpoint/${name}`,
    },
  }
}
