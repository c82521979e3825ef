import path from 'node:path';
import { AssetType, TerraformAsset } from 'cdktf';
import type { Construct } from 'constructs';
import { functionName } from '../../src/config/names';
import { ServiceFunction } from '../../src/constructs/functions/service-function';
import type { ImageServiceStackProps } from '../../src/stacks/image-service-stack';
import { ImageServiceStack } from '../../src/stacks/image-service-stack';

/**
 * A stage with one function more: how Epic 2 adds its own. The function lives in the stage's stack,
 * for the route, the network and the grants are the stage's; a second stack would need the first
 * one's state to reach them.
 */
export class HelloStage extends ImageServiceStack {
  constructor(scope: Construct, props: ImageServiceStackProps) {
    // Named among the handlers, it is on the dashboard and watched by the alarms.
    const functionHandlers = [...props.stage.functionHandlers, 'hello'];
    super(scope, { ...props, stage: { ...props.stage, functionHandlers } });
    const { function: hello, role } = new ServiceFunction(this, 'hello', {
      functionName: functionName(props.stage.name, 'hello'),
      // Plain JavaScript needs no build: cdktf zips the folder as it is, without the network.
      code: new TerraformAsset(this, 'hello-code', { path: HANDLER, type: AssetType.ARCHIVE }),
      handler: 'index.handler',
      logRetentionDays: props.stage.logRetentionDays,
      network: this.network,
      environment: { TABLE_NAME: this.table.table.name },
    });
    this.table.grantRead(role);
    this.bucket.grantPut(role, 'uploads/*');
    this.api.addRoute('GET /hello', { function: hello });
  }
}

const HANDLER = path.join(__dirname, 'handler');
