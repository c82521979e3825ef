import type { AwsProvider } from '@cdktf/provider-aws/lib/provider';

/** Props of what has to be in a region that need not be the stack's. */
export interface RegionProps {
  /** A provider for that region. @default the stack's provider, which then has to be in it */
  readonly provider?: AwsProvider | undefined;
}

/** The provider as a resource takes it. */
export const inRegion = ({ provider }: RegionProps): { readonly provider?: AwsProvider } =>
  provider === undefined ? {} : { provider };
