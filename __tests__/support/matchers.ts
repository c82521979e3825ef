import { Testing } from 'cdktf';
import type { TerraformConstructor } from 'cdktf/lib/testing/matchers';

// Registers cdktf's matchers with Jest; the types are for `@jest/globals`.
Testing.setupJest();

declare module 'expect' {
  interface Matchers<R> {
    toHaveResourceWithProperties(
      resource: TerraformConstructor,
      properties: Readonly<Record<string, unknown>>,
    ): R;
  }
}
