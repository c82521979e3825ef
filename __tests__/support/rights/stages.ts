import { WITH_HELLO } from '../../../examples/hello-function/functions';
import type { StageConfig } from '../../../src/config/schema';
import type { FunctionDefinition } from '../../../src/constructs/functions/function-definition';
import { ImageServiceStack } from '../../../src/stacks/image-service-stack';
import { synthesizeAccess } from '../access';
import { config, stage } from '../config';
import { EVERY_FUNCTION } from '../every-function';
import { KNOWN_FUNCTIONS } from '../known-functions';
import type { SynthesizedStack } from '../stack';
import type { MatrixStage } from './matrix';

/** A stage whose name begins like another's, with the example's function. */
const neighbour = stage('dev', { name: 'dev2', imageDomain: 'images.dev2.lego-api.com' });

/** Every opt-in, and functions with every trigger, in another region, with the longest name. */
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

const functionsOf = (one: StageConfig): readonly FunctionDefinition[] => {
  if (config.stages.includes(one)) return KNOWN_FUNCTIONS;
  return one === everything ? EVERY_FUNCTION : WITH_HELLO;
};

/** The stages as they are committed, these two, and the access stack of all. */
export function synthesizeStages(): {
  readonly access: SynthesizedStack;
  readonly stages: readonly MatrixStage[];
} {
  const all = [...config.stages, neighbour, everything];
  const { access, stages } = synthesizeAccess(all, {
    build: (app, props) =>
      new ImageServiceStack(app, { ...props, functions: functionsOf(props.stage) }),
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
