import type { Correction } from './correction';

interface CertificateRequest {
  readonly Options?: object;
}

/**
 * moto lists certificates by their `Export` option and fails with 500, for all of the account, once
 * one was requested with other options but without that. AWS's default is that none is exportable.
 */
export const certificateOptions: Correction = {
  appliesTo: ({ headers, service }) =>
    service === 'acm' && headers['x-amz-target'] === 'CertificateManager.RequestCertificate',
  toMoto: (body) => {
    const request = JSON.parse(body) as CertificateRequest;
    const { Options } = request;
    if (Options === undefined) return body;
    return JSON.stringify({ ...request, Options: { Export: 'DISABLED', ...Options } });
  },
};
