import { SsmParameter } from '@cdktf/provider-aws/lib/ssm-parameter';
import { Fn } from 'cdktf';
import { Construct } from 'constructs';
import { checkProp } from '../check-prop';

export interface PublishedParametersProps {
  /** What the names begin with, e.g. `/image-service/dev`. */
  readonly path: string;
  /** Name below the path to value. None may be a secret: the values are shown in every plan. */
  readonly values: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * What others need to know of a stage, in Parameter Store: a list as StringList. For whoever deploys:
 * a function in the VPC gets the values as its environment, for it reaches Parameter Store only
 * where the stage has the interface endpoint `ssm`.
 */
export class PublishedParameters extends Construct {
  constructor(scope: Construct, id: string, props: PublishedParametersProps) {
    super(scope, id);
    const isPath = /^(\/[\w.-]+)+$/.test(props.path);
    checkProp(
      this,
      { path: props.path },
      !isPath && 'must begin with a slash and not end with one',
    );
    for (const [name, value] of Object.entries(props.values)) {
      new SsmParameter(this, name, {
        name: `${props.path}/${name}`,
        ...(typeof value === 'string'
          ? { type: 'String', insecureValue: value }
          : { type: 'StringList', insecureValue: Fn.join(',', [...value]) }),
      });
    }
  }
}
