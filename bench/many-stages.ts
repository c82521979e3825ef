import { buildApp } from '../src/app';
import { loadConfig } from '../src/config/load';
import { stages } from '../src/config/stages';

/** Synthesizes as many stages as the argument says, each like prod. */
const count = Number(process.argv[2]);
const many = Object.fromEntries(
  Array.from({ length: count }, (_, index) => [
    `stage${index}`,
    { ...stages.prod, imageDomain: `images.stage${index}.lego-api.com` },
  ]),
);
buildApp(loadConfig({ stages: many, env: {} })).app.synth();
