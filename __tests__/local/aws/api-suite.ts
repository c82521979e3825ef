import { afterAll, beforeAll, beforeEach } from '@jest/globals';
import type { Apis, Issuer } from './api-harness';
import { apiAt, startApiGateway, startIssuer } from './api-harness';
import type { Harness } from './harness';

/** What the tests of an API work with: one issuer for all, a gateway and its APIs for each. */
export class ApiSuite {
  private running: { readonly gateway: Harness; apis: Apis } | undefined;
  private issues: Issuer | undefined;

  /** Registers the suite's hooks. `apis`: what moto has, besides the API abc123. */
  constructor(apis: () => Apis = () => ({})) {
    beforeAll(async () => {
      this.issues = await startIssuer();
    });
    afterAll(() => this.issuer.stop());
    beforeEach(async () => {
      const all = {
        ...apiAt('123456789012/us-east-1', 'abc123', this.issuer.url),
        ...apis(),
      };
      this.running = { gateway: await startApiGateway(() => this.apis), apis: all };
    });
  }

  get issuer(): Issuer {
    return started(this.issues);
  }

  get gateway(): Harness {
    return started(this.running).gateway;
  }

  get apis(): Apis {
    return started(this.running).apis;
  }

  set apis(apis: Apis) {
    started(this.running).apis = apis;
  }
}

function started<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the suite has not started');
  return value;
}
