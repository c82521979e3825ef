import { child, elements, isElement, text, texts, type XmlElement } from '../cloudfront/xml';
import { like } from '../resource-policy';

type Headers = Readonly<Record<string, string>>;

/** A header that a policy adds, and whether it replaces the origin's. */
interface Added {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

/**
 * The headers after a response headers policy: first it removes, then it adds.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/understanding-response-headers-policies.html
 */
export function withPolicy(
  policy: XmlElement,
  origin: string | undefined,
  headers: Headers,
): Headers {
  const removed = elements(policy, 'RemoveHeadersConfig').map((each) =>
    text(each, 'Header').toLowerCase(),
  );
  const kept = Object.entries(headers).filter(([name]) => !removed.includes(name));
  const result: Record<string, string> = Object.fromEntries(kept);
  const added = [
    ...corsHeaders(child(policy, 'CorsConfig'), origin),
    ...securityHeaders(child(policy, 'SecurityHeadersConfig')),
    ...customHeaders(policy),
  ];
  for (const { name, value, override } of added) {
    if (override || result[name] === undefined) result[name] = value;
  }
  return result;
}

/** The CORS headers of a simple request: distributions answer no preflights here. */
function corsHeaders(cors: XmlElement, origin: string | undefined): readonly Added[] {
  const allowed = texts(cors, 'AccessControlAllowOrigins');
  if (origin === undefined || !allowed.some((pattern) => allows(pattern, origin))) return [];
  const values = {
    'access-control-allow-origin': allowed.includes('*') ? '*' : origin,
    'access-control-allow-credentials':
      text(cors, 'AccessControlAllowCredentials') === 'true' ? 'true' : '',
    'access-control-expose-headers': texts(cors, 'AccessControlExposeHeaders').join(', '),
  };
  const override = text(cors, 'OriginOverride') === 'true';
  return Object.entries(values)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => ({ name, value, override }));
}

/** Whether an allowed origin, with or without a scheme and a star in front, is that one. */
const allows = (pattern: string, origin: string): boolean =>
  like(pattern, pattern.includes('://') ? origin : origin.replace(/^\w+:\/\//, ''));

/** The security headers by their elements, and the value that each element gives. */
const SECURITY_HEADERS: Readonly<
  Record<string, { readonly name: string; readonly value: (of: XmlElement) => string }>
> = {
  ContentSecurityPolicy: {
    name: 'content-security-policy',
    value: (of) => text(of, 'ContentSecurityPolicy'),
  },
  ContentTypeOptions: { name: 'x-content-type-options', value: () => 'nosniff' },
  FrameOptions: { name: 'x-frame-options', value: (of) => text(of, 'FrameOption') },
  ReferrerPolicy: { name: 'referrer-policy', value: (of) => text(of, 'ReferrerPolicy') },
  StrictTransportSecurity: {
    name: 'strict-transport-security',
    value: (of) =>
      [
        `max-age=${text(of, 'AccessControlMaxAgeSec')}`,
        ...(text(of, 'IncludeSubdomains') === 'true' ? ['includeSubDomains'] : []),
        ...(text(of, 'Preload') === 'true' ? ['preload'] : []),
      ].join('; '),
  },
  XSSProtection: {
    name: 'x-xss-protection',
    value: (of) => {
      if (text(of, 'Protection') !== 'true') return '0';
      const report = text(of, 'ReportUri');
      return [
        '1',
        ...(text(of, 'ModeBlock') === 'true' ? ['mode=block'] : []),
        ...(report === '' ? [] : [`report=${report}`]),
      ].join('; ');
    },
  },
};

const securityHeaders = (config: XmlElement): readonly Added[] =>
  Object.entries(SECURITY_HEADERS).flatMap(([element, { name, value }]) => {
    const of = config[element];
    if (!isElement(of)) return [];
    return [{ name, value: value(of), override: text(of, 'Override') === 'true' }];
  });

const customHeaders = (policy: XmlElement): readonly Added[] =>
  elements(policy, 'CustomHeadersConfig').map((each) => ({
    name: text(each, 'Header').toLowerCase(),
    value: text(each, 'Value'),
    override: text(each, 'Override') === 'true',
  }));
