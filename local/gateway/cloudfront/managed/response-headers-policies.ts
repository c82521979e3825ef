import type { ManagedResource } from '../resource-type';
import { list, type XmlElement } from '../xml';

const methods = ['GET', 'HEAD', 'PUT', 'POST', 'PATCH', 'DELETE', 'OPTIONS'];

const simpleCors: XmlElement = {
  CorsConfig: {
    AccessControlAllowOrigins: list('Origin', ['*']),
    AccessControlAllowHeaders: list('Header', []),
    AccessControlAllowMethods: list('Method', []),
    AccessControlAllowCredentials: 'false',
    OriginOverride: 'false',
  },
};

const corsWithPreflight: XmlElement = {
  CorsConfig: {
    AccessControlAllowOrigins: list('Origin', ['*']),
    AccessControlAllowHeaders: list('Header', []),
    AccessControlAllowMethods: list('Method', methods),
    AccessControlAllowCredentials: 'false',
    AccessControlExposeHeaders: list('Header', ['*']),
    OriginOverride: 'false',
  },
};

const securityHeaders: XmlElement = {
  SecurityHeadersConfig: {
    XSSProtection: { Override: 'false', Protection: 'true', ModeBlock: 'true' },
    FrameOptions: { Override: 'false', FrameOption: 'SAMEORIGIN' },
    ReferrerPolicy: { Override: 'false', ReferrerPolicy: 'strict-origin-when-cross-origin' },
    ContentTypeOptions: { Override: 'true' },
    StrictTransportSecurity: {
      Override: 'false',
      IncludeSubdomains: 'false',
      Preload: 'false',
      AccessControlMaxAgeSec: '31536000',
    },
  },
};

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html */
export const responseHeadersPolicies: readonly ManagedResource[] = [
  {
    id: '60669652-455b-4ae9-85a4-c4c02393f86c',
    config: {
      Comment: 'Allows all origins for simple CORS requests',
      Name: 'Managed-SimpleCORS',
      ...simpleCors,
    },
  },
  {
    id: '5cc3b908-e619-4b99-88e5-2cf7f45965bd',
    config: {
      Comment: 'Allows all origins for CORS requests, including preflight requests',
      Name: 'Managed-CORS-With-Preflight',
      ...corsWithPreflight,
    },
  },
  {
    id: '67f7725c-6f97-4210-82d7-5512b31e9d03',
    config: {
      Comment: 'Adds a set of security headers to every response',
      Name: 'Managed-SecurityHeadersPolicy',
      ...securityHeaders,
    },
  },
  {
    id: 'e61eb60c-9c35-4d20-a928-2b84e02af89c',
    config: {
      Comment: 'Allows all origins for simple CORS requests and adds security headers',
      Name: 'Managed-CORS-and-SecurityHeadersPolicy',
      ...simpleCors,
      ...securityHeaders,
    },
  },
  {
    id: 'eaab4381-ed33-4a86-88ca-d9558dc6cd63',
    config: {
      Comment:
        'Allows all origins for CORS requests, including preflight requests, and adds security headers',
      Name: 'Managed-CORS-with-preflight-and-SecurityHeadersPolicy',
      ...corsWithPreflight,
      ...securityHeaders,
    },
  },
];
