import { resources, type Block, type Synthesized } from '../../synthesized/synthesized';
import { at } from './traits';

/** Somebody or something beyond the account's edge, and what crosses it. */
export interface Outside {
  readonly id: string;
  readonly label: string;
  readonly detail: (of: Synthesized, block: Block) => string;
  /** The type that it meets the account at: at the box of each such resource, or data source. */
  readonly meets: string;
  readonly arrow: string;
  /** @default into the account */
  readonly direction?: 'out';
}

const host = (url: string): string => url.replace(/^https?:\/\//, '').replace(/\/.*$/, '');

const browser = {
  id: 'browser',
  label: 'Browser of a user',
  detail: (of: Synthesized): string => {
    const [api] = resources(of, 'aws_apigatewayv2_api');
    return api === undefined ? '' : host(at('cors_configuration.allow_origins')(api));
  },
} as const;

export const OUTSIDE: readonly Outside[] = [
  {
    id: 'viewer',
    label: 'Viewers',
    detail: () => 'anyone with a link',
    meets: 'aws_cloudfront_distribution',
    arrow: 'GET over HTTPS',
  },
  { ...browser, meets: 'aws_apigatewayv2_api', arrow: 'HTTPS with JWT' },
  { ...browser, meets: 'aws_s3_bucket_cors_configuration', arrow: 'presigned PUT' },
  {
    id: 'issuer',
    label: 'Token issuer',
    detail: (_, block) => host(at('jwt_configuration.issuer')(block)),
    meets: 'aws_apigatewayv2_authorizer',
    arrow: 'signing keys',
  },
  {
    id: 'mail',
    label: 'E-mail of the operators',
    detail: (of) => {
      const count = resources(of, 'aws_sns_topic_subscription').length;
      return count === 0 ? 'nobody subscribed yet' : `${count} subscribed`;
    },
    meets: 'aws_sns_topic',
    arrow: 'notifies',
    direction: 'out',
  },
];

/** Data sources that stand for what exists outside the stack, as boxes outside the account's frame. */
export const OUTSIDE_DATA: Readonly<Partial<Record<string, string>>> = {
  aws_route53_zone: 'Hosted zone',
};
