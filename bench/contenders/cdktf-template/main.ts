import { Apigatewayv2Api } from '@cdktf/provider-aws/lib/apigatewayv2-api';
import { CloudfrontDistribution } from '@cdktf/provider-aws/lib/cloudfront-distribution';
import { CloudfrontOriginAccessControl } from '@cdktf/provider-aws/lib/cloudfront-origin-access-control';
import { DynamodbTable } from '@cdktf/provider-aws/lib/dynamodb-table';
import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { S3Bucket } from '@cdktf/provider-aws/lib/s3-bucket';
import { App, TerraformStack } from 'cdktf';

const app = new App();
const stack = new TerraformStack(app, 'images');
new AwsProvider(stack, 'aws', { region: 'us-east-1' });
new DynamodbTable(stack, 'table', {
  name: 'images',
  billingMode: 'PAY_PER_REQUEST',
  hashKey: 'id',
  attribute: [{ name: 'id', type: 'S' }],
});
const bucket = new S3Bucket(stack, 'bucket');
const access = new CloudfrontOriginAccessControl(stack, 'access', {
  name: 'images',
  originAccessControlOriginType: 's3',
  signingBehavior: 'always',
  signingProtocol: 'sigv4',
});
new CloudfrontDistribution(stack, 'distribution', {
  enabled: true,
  origin: [
    {
      originId: 'bucket',
      domainName: bucket.bucketRegionalDomainName,
      originAccessControlId: access.id,
    },
  ],
  defaultCacheBehavior: {
    targetOriginId: 'bucket',
    allowedMethods: ['GET', 'HEAD'],
    cachedMethods: ['GET', 'HEAD'],
    viewerProtocolPolicy: 'redirect-to-https',
  },
  restrictions: { geoRestriction: { restrictionType: 'none' } },
  viewerCertificate: { cloudfrontDefaultCertificate: true },
});
new Apigatewayv2Api(stack, 'api', { name: 'images', protocolType: 'HTTP' });
app.synth();
