import { functionName } from '../config/names';
import { networkInterfaces } from './ec2';
import { passedRoles } from './iam';
import { namesOf, removes, type ResourceTypes } from './resource-type';
import { anything, scope } from './scope';

export const functions = scope('Functions', ({ name, region, account }) => ({
  resources: [`arn:aws:lambda:${region}:${account}:function:${functionName(name, '*')}`],
}));

/** A layer of whatever account lets this one use it. */
const layers = scope('Layers', ({ region }) => ({
  resources: [`arn:aws:lambda:${region}:*:layer:*:*`],
}));

export const LAMBDA = {
  aws_lambda_function: {
    rights: [
      {
        on: functions,
        read: [
          'lambda:GetFunction',
          'lambda:GetFunctionCodeSigningConfig',
          'lambda:ListTags',
          'lambda:ListVersionsByFunction',
        ],
        create: ['lambda:CreateFunction', 'lambda:PutFunctionConcurrency', 'lambda:TagResource'],
        update: [
          'lambda:DeleteFunctionConcurrency',
          'lambda:PutFunctionConcurrency',
          'lambda:UpdateFunctionCode',
          'lambda:UpdateFunctionConfiguration',
        ],
        delete: ['lambda:DeleteFunction'],
        tag: ['lambda:TagResource', 'lambda:UntagResource'],
      },
      { on: layers, create: ['lambda:GetLayerVersion'], update: ['lambda:GetLayerVersion'] },
      { on: passedRoles, create: ['iam:PassRole'], update: ['iam:PassRole'] },
      // Who puts a function into a VPC has to see it:
      // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
      {
        on: anything,
        create: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
        update: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
      },
      // Subnets and security groups go only once Lambda's interfaces are gone, which may take Lambda
      // most of an hour: the provider deletes them itself.
      { on: networkInterfaces, delete: ['ec2:DeleteNetworkInterface'] },
    ],
    data: 'none',
    filledIn: ['last_modified'],
    // https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html
    names: namesOf('function_name', 64),
    tagged: {
      arn: /^lambda:function:(?<name>[^:]+)$/,
      remove: removes('lambda', 'delete-function', 'function-name'),
    },
  },
  aws_lambda_permission: {
    rights: [
      {
        on: functions,
        read: ['lambda:GetPolicy'],
        create: ['lambda:AddPermission'],
        delete: ['lambda:RemovePermission'],
      },
    ],
    data: 'none',
    // https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html
    names: namesOf('statement_id', 100),
  },
} as const satisfies ResourceTypes;
