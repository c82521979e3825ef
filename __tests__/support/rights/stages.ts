import { WITH_HELLO } from '../../../examples/hello-function/functions';
import { ImageServiceStack } from '../../../src/stacks/image-service-stack';
import { synthesizeAccess } from '../access';
import { config, stage } from '../config';
import type { SynthesizedStack } from '../stack';
import type { MatrixStage } from './matrix';

/** A stage whose name begins like another's, with the example's function. */
const neighbour = stage('dev', { name: 'dev2', imageDomain: 'images.dev2.lego-api.com' });

/** Every opt-in and the example's function, in another region, with the longest name. */
const everything = stage('dev', {
  name: 'everything12',
  region: 'eu-west-1',
  imageDomain: 'images.everything12.lego-api.com',
  alarmEmails: ['on-call@team.example'],
  cachedQueryStrings: ['width'],
  originShield: 'in-region',
  webAcl: 'managed-rules',
  network: {
    mode: 'vpc',
    cidrBlock: '10.40.0.0/20',
    availabilityZones: ['a', 'b', 'c'],
    interfaceEndpoints: ['sqs'],
  },
});

/** The stages as they are committed, these two, and the access stack of all. */
export function synthesizeStages(): {
  readonly access: SynthesizedStack;
  readonly stages: readonly MatrixStage[];
} {
  const all = [...config.stages, neighbour, everything];
  const { access, stages } = synthesizeAccess(all, {
    build: (app, props) =>
      new ImageServiceStack(
        app,
        config.stages.includes(props.stage) ? props : { ...props, functions: WITH_HELLO },
      ),
  });
  return {
    access,
    stages: all.map((one) => {
      const stack = stages.get(one.name);
      if (stack === undefined) throw new Error(`no stack of ${one.name}`);
      return { stage: one, stack };
    }),
  };
}
