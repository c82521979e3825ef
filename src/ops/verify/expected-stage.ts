import type { AlarmThreshold } from '../alarms/stage-alarms';

/** An alarm as it is to be, its name without the stage's prefix. */
export interface ExpectedAlarm {
  readonly name: string;
  readonly region: string;
  readonly threshold: AlarmThreshold;
}

/** A function that has code, in Terraform's words. */
export interface ExpectedFunction {
  readonly function_name: string;
  readonly runtime: string;
  readonly architectures: readonly string[];
  readonly memory_size: number;
  readonly timeout: number;
  readonly isInVpc: boolean;
  readonly logRetentionDays: number;
}

/** What the checks compare a stage with: parts of the synthesized stack, in Terraform's words. */
export interface ExpectedStage {
  readonly table: {
    readonly hash_key: string;
    readonly range_key: string;
    readonly billing_mode: string;
    readonly deletion_protection_enabled: boolean;
    readonly global_secondary_index: readonly {
      readonly name: string;
      readonly hash_key: string;
      readonly range_key: string;
      readonly projection_type: string;
    }[];
    readonly point_in_time_recovery: { readonly enabled: boolean };
  };
  readonly lifecycle: readonly {
    readonly id: string;
    readonly transition?:
      | readonly { readonly days: number; readonly storage_class: string }[]
      | undefined;
  }[];
  readonly cors: readonly {
    readonly allowed_origins: readonly string[];
    readonly allowed_methods: readonly string[];
    readonly expose_headers: readonly string[];
  }[];
  readonly versioning: string;
  readonly encryption: readonly string[];
  readonly distribution: {
    readonly aliases: readonly string[];
    readonly default_cache_behavior: { readonly viewer_protocol_policy: string };
    readonly viewer_certificate: { readonly minimum_protocol_version: string };
  };
  readonly accessControl: {
    readonly origin_access_control_origin_type: string;
    readonly signing_behavior: string;
    readonly signing_protocol: string;
  };
  readonly cachePolicy: {
    readonly min_ttl: number;
    readonly default_ttl: number;
    readonly max_ttl: number;
  };
  readonly certificateDomain: string;
  readonly jwt: { readonly issuer: string; readonly audience: readonly string[] };
  readonly throttling: {
    readonly throttling_rate_limit: number;
    readonly throttling_burst_limit: number;
  };
  /** The services' full names, sorted. */
  readonly endpoints: readonly string[];
  readonly functions: readonly ExpectedFunction[];
  /** By section and title: what the widget shows. */
  readonly widgets: ReadonlyMap<string, string>;
  readonly alarms: readonly ExpectedAlarm[];
  /** The regions of the alarms of severity page, by name. */
  readonly pageAlarms: ReadonlyMap<string, string>;
  /** Names, sorted. */
  readonly outputs: readonly string[];
}
