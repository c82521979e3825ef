import { App, Stack } from 'aws-cdk-lib';
import { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Distribution, ViewerProtocolPolicy } from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import { AttributeType, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { BlockPublicAccess, Bucket } from 'aws-cdk-lib/aws-s3';

const app = new App();
const stack = new Stack(app, 'images', { env: { region: 'us-east-1' } });
new TableV2(stack, 'table', { partitionKey: { name: 'id', type: AttributeType.STRING } });
const bucket = new Bucket(stack, 'bucket', {
  blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
  versioned: true,
});
new Distribution(stack, 'distribution', {
  defaultBehavior: {
    origin: S3BucketOrigin.withOriginAccessControl(bucket),
    viewerProtocolPolicy: ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
  },
});
new HttpApi(stack, 'api');
