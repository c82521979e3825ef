import { CloudfrontResponseHeadersPolicy } from '@cdktf/provider-aws/lib/cloudfront-response-headers-policy';
import { Construct } from 'constructs';

export interface ImageResponseHeadersProps {
  readonly name: string;
  /** Sites whose scripts may read the images. */
  readonly allowedOrigins: readonly string[];
}

/** Two years, as the HSTS preload list's own example has it; the list asks for at least one. */
const HSTS_SECONDS = 2 * 365 * 24 * 60 * 60;

/** The headers that CloudFront puts on every image: security, embedding, CORS for the site. */
export class ImageResponseHeaders extends Construct {
  readonly policy: CloudfrontResponseHeadersPolicy;

  constructor(scope: Construct, id: string, props: ImageResponseHeadersProps) {
    super(scope, id);
    this.policy = new CloudfrontResponseHeadersPolicy(this, 'policy', {
      name: props.name,
      corsConfig: {
        accessControlAllowCredentials: false,
        accessControlAllowHeaders: { items: ['*'] },
        accessControlAllowMethods: { items: ['GET', 'HEAD'] },
        accessControlAllowOrigins: { items: [...props.allowedOrigins] },
        accessControlExposeHeaders: { items: ['ETag'] },
        accessControlMaxAgeSec: 3600,
        originOverride: true,
      },
      securityHeadersConfig: {
        strictTransportSecurity: {
          accessControlMaxAgeSec: HSTS_SECONDS,
          includeSubdomains: true,
          preload: true,
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: 'DENY', override: true },
        referrerPolicy: { referrerPolicy: 'strict-origin-when-cross-origin', override: true },
      },
      customHeadersConfig: {
        // Without it, a site with Cross-Origin-Embedder-Policy could not show the images.
        items: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
      },
    });
  }
}
