import { partOfApi } from './service-needs';
import type { Needs } from './needs';

/** Functions and the routes that lead to them. */
export const FUNCTION_NEEDS = {
  aws_apigatewayv2_integration: partOfApi(),
  aws_apigatewayv2_route: partOfApi(),
  aws_lambda_function: [
    {
      on: 'functions',
      read: [
        'lambda:GetFunction',
        'lambda:GetFunctionCodeSigningConfig',
        'lambda:ListTags',
        'lambda:ListVersionsByFunction',
      ],
      create: ['lambda:CreateFunction', 'lambda:TagResource'],
      update: ['lambda:UpdateFunctionCode', 'lambda:UpdateFunctionConfiguration'],
      delete: ['lambda:DeleteFunction'],
      tag: ['lambda:TagResource', 'lambda:UntagResource'],
    },
    { on: 'passedRoles', create: ['iam:PassRole'], update: ['iam:PassRole'] },
    // Who puts a function into a VPC has to see it:
    // https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
    {
      on: 'anything',
      create: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
      update: ['ec2:DescribeSecurityGroups', 'ec2:DescribeSubnets', 'ec2:DescribeVpcs'],
    },
    // Subnets and security groups go only once Lambda's interfaces are gone, which may take Lambda
    // most of an hour: the provider deletes them itself.
    { on: 'networkInterfaces', delete: ['ec2:DeleteNetworkInterface'] },
  ],
  aws_lambda_permission: [
    {
      on: 'functions',
      read: ['lambda:GetPolicy'],
      create: ['lambda:AddPermission'],
      delete: ['lambda:RemovePermission'],
    },
  ],
} as const satisfies Needs;
