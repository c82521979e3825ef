import type { Correction } from './correction';

/** The owner in every ACL that moto gives back. */
const ACL_OWNER = '75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a';

/**
 * moto's ListBuckets names another owner than its ACLs do. It is the only call that tells an account
 * its canonical user id, so an ACL that grants to it would look changed forever.
 */
export const bucketOwner: Correction = {
  appliesTo: ({ service, method, url }) =>
    service === 's3' && method === 'GET' && url.pathname === '/',
  fromMoto: (body) =>
    body.replace(/(<Owner>[^]*?<ID>)[^<]*(<\/ID>)/, (_, before: string, after: string) =>
      [before, ACL_OWNER, after].join(''),
    ),
};
