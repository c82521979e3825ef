/** What a restored state says about itself, as metadata of its S3 object. */
export const RESTORED_BY = 'restored-by';

/** The version that was restored. */
export const RESTORED_FROM = 'restored-from';
