import { buildApp, buildStack } from './src/app';
import { loadConfig } from './src/config/load';
import { reportAndFail, UserError } from './src/config/user-error';
import { lockedProviders, pinProviders } from './src/terraform/lock-file';

/** Synthesizes all stacks, or the one that is named. */
function main([only, ...more]: readonly string[]): void {
  if (more.length > 0) {
    throw new UserError(
      `Name one stack, or none for all of them, not ${[only, ...more].join(' and ')}.`,
    );
  }
  const config = loadConfig();
  lockedProviders();
  const app = only === undefined ? buildApp(config).app : buildStack(config, only);
  app.synth();
  pinProviders(app.outdir);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  reportAndFail(error);
}
