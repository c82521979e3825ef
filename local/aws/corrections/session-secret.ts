import { SECRET_ACCESS_KEY } from '../s3/signature-v4';
import type { Correction } from './correction';

/** AssumeRole gives a secret of moto's own; S3 asks for the one that every access key has here. */
export const sessionSecret: Correction = {
  appliesTo: ({ service }) => service === 'sts',
  fromMoto: (answer) =>
    answer.replace(/(?<=<SecretAccessKey>)[^<]*(?=<\/SecretAccessKey>)/, () => SECRET_ACCESS_KEY),
};
