import { whereOf, type Scope } from './aws-request';
import type { XmlElement } from './cloudfront/xml';
import type { StoredComposite } from './cloudwatch/alarm';
import type { HistoryItem } from './cloudwatch/history';
import type { StoredMetrics } from './cloudwatch/metric-store';
import type { FaultRule } from './fault';
import type { FunctionSettings } from './lambda/function-settings';

/** A resource as the tagging API lists it. */
export interface TaggedResource {
  readonly ResourceARN: string;
  readonly Tags: readonly { readonly Key: string; readonly Value: string }[];
}

export interface StoredResource {
  readonly id: string;
  readonly etag: string;
  readonly lastModifiedTime: string;
  readonly config: XmlElement;
}

/** Everything CloudFront keeps for one account. */
export interface Account {
  /** By the resource type's path, then by id, in order of creation. */
  readonly resources: Record<string, Record<string, StoredResource>>;
  /** By ARN. */
  readonly tags: Record<string, Record<string, string>>;
  /** By distribution id. */
  readonly monitoringSubscriptions: Record<string, XmlElement>;
  /** By distribution id, oldest first. */
  readonly invalidations: Record<string, Invalidation[]>;
}

export interface Invalidation {
  readonly id: string;
  readonly createTime: string;
  /** The InvalidationBatch. */
  readonly batch: XmlElement;
}

/** An origin's answer that a distribution keeps. */
export interface CachedAnswer {
  readonly key: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
  readonly storedAt: string;
  readonly freshSeconds: number;
}

/** A configuration of a bucket's request metrics. */
export interface MetricsConfiguration {
  /** Where it was put: the region of the bucket. */
  readonly region: string;
  readonly xml: string;
}

/** All that a store keeps. */
export interface Snapshot {
  /** CloudFront's, by every account seen so far. */
  readonly accounts: Record<string, Account>;
  /** `account/region` pairs that requests were signed for, oldest first. */
  readonly scopes: string[];
  /** Alarms' histories by `account/region`, oldest item first. */
  readonly alarmHistories: Record<string, HistoryItem[]>;
  /** Buckets' request metrics by `account/bucket`, then by id. */
  readonly bucketMetrics: Record<string, Record<string, MetricsConfiguration>>;
  /** Functions' code, zipped, which moto takes but does not give back, by `CodeSha256`. */
  readonly code: Record<string, Uint8Array>;
  /** What was measured, by `account/region`. */
  readonly metrics: Record<string, StoredMetrics>;
  /** Composite alarms by `account/region`, then by name. */
  readonly compositeAlarms: Record<string, Record<string, StoredComposite>>;
  /** The minute, in seconds, until which alarms were evaluated, by each `account/region` that has some. */
  readonly evaluatedUntil: Record<string, number>;
  /** What tests want to go wrong, the first rule that is about a call before the others. */
  faults: FaultRule[];
  /** What moto forgets of functions, by `account/region/name`. */
  readonly functionSettings: Record<string, FunctionSettings>;
  /** What the tagging API listed, by `account/region`, then by ARN, and when last. */
  readonly listed: Record<string, Record<string, { resource: TaggedResource; at: string }>>;
  /** What distributions keep, by distribution id and cache key, what was asked for last at the end. */
  readonly edgeCache: Map<string, CachedAnswer>;
  readonly settings: Settings;
}

/** What tests set: the clock's offset, how long the tagging API lists what was deleted. */
export interface Settings {
  clockAheadSeconds: number;
  deletedListedSeconds: number;
}

const EMPTY: Snapshot = {
  accounts: {},
  scopes: [],
  alarmHistories: {},
  bucketMetrics: {},
  code: {},
  metrics: {},
  compositeAlarms: {},
  evaluatedUntil: {},
  faults: [],
  functionSettings: {},
  listed: {},
  edgeCache: new Map(),
  settings: { clockAheadSeconds: 0, deletedListedSeconds: 0 },
};

/** Everything that the gateway keeps besides moto, in memory: it lasts as long as moto's data. */
export class Store {
  private constructor(readonly data: Snapshot) {}

  /** A store that begins as the snapshot. @default empty */
  static restore(snapshot: Snapshot = EMPTY): Store {
    return new Store(structuredClone(snapshot));
  }

  /** All of it at this moment: it does not change with the store. */
  snapshot(): Snapshot {
    return structuredClone(this.data);
  }

  /** CloudFront's resources of the account; a new account has none. */
  account(id: string): Account {
    return (this.data.accounts[id] ??= {
      resources: {},
      tags: {},
      monitoringSubscriptions: {},
      invalidations: {},
    });
  }

  /** Remembers where requests are signed for, so that APIs are found there. */
  addScope(scope: Scope): void {
    const where = whereOf(scope);
    if (!this.data.scopes.includes(where)) this.data.scopes.push(where);
  }

  alarmHistory(scope: Scope): HistoryItem[] {
    return (this.data.alarmHistories[whereOf(scope)] ??= []);
  }

  metrics(scope: Scope): StoredMetrics {
    return (this.data.metrics[whereOf(scope)] ??= {});
  }

  compositeAlarms(scope: Scope): Record<string, StoredComposite> {
    return (this.data.compositeAlarms[whereOf(scope)] ??= {});
  }

  bucketMetrics(bucket: string): Record<string, MetricsConfiguration> {
    return (this.data.bucketMetrics[bucket] ??= {});
  }

  /** The request metrics of a bucket of that name, and the account that put them. */
  requestMetrics(
    bucket: string,
  ): { accountId: string; configurations: Record<string, MetricsConfiguration> } | undefined {
    for (const [key, configurations] of Object.entries(this.data.bucketMetrics)) {
      const [accountId = '', name] = key.split('/');
      if (name === bucket) return { accountId, configurations };
    }
    return undefined;
  }

  /** A bucket that is gone has no request metrics. */
  forgetBucketMetrics(bucket: string): void {
    Reflect.deleteProperty(this.data.bucketMetrics, bucket);
  }

  /** What there is with tags, and what was listed before and is not gone for long enough. */
  listedResources(
    scope: Scope,
    found: readonly TaggedResource[],
    now: Date,
  ): readonly TaggedResource[] {
    const oldest = now.getTime() - this.data.settings.deletedListedSeconds * 1000;
    const where = whereOf(scope);
    const before = Object.entries(this.data.listed[where] ?? {});
    const all = Object.fromEntries(before.filter(([, { at }]) => Date.parse(at) > oldest));
    for (const resource of found) all[resource.ResourceARN] = { resource, at: now.toISOString() };
    this.data.listed[where] = all;
    return Object.values(all).map(({ resource }) => resource);
  }
}
