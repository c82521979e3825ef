import type { Correction } from './correction';

/** moto's tagging API calls a VPC's flow log `flow-logs`; in AWS's ARNs it is `vpc-flow-log`. */
export const flowLogArn: Correction = {
  appliesTo: ({ headers, service }) =>
    service === 'tagging' &&
    headers['x-amz-target'] === 'ResourceGroupsTaggingAPI_20170126.GetResources',
  fromMoto: (body) => body.replace(/(:ec2:[^:"]*:\d+:)flow-logs(\/fl-)/g, '$1vpc-flow-log$2'),
};
