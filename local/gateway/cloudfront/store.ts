import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { HistoryItem } from '../cloudwatch/history';
import { reasonOf } from '../reason';
import type { XmlElement } from './xml';

export interface StoredResource {
  readonly id: string;
  readonly etag: string;
  readonly lastModifiedTime: string;
  readonly config: XmlElement;
}

export interface StoredInvalidation {
  readonly id: string;
  readonly createTime: string;
  readonly batch: XmlElement;
}

/** Everything CloudFront keeps for one account. */
export interface Account {
  /** By the resource type's path, then by id, in order of creation. */
  readonly resources: Record<string, Record<string, StoredResource>>;
  /** By ARN. */
  readonly tags: Record<string, Record<string, string>>;
  /** By distribution id. */
  readonly monitoringSubscriptions: Record<string, XmlElement>;
  /** By distribution id, newest first. */
  readonly invalidations: Record<string, StoredInvalidation[]>;
}

interface Data {
  readonly version: 1;
  readonly accounts: Record<string, Account>;
  /** `account/region` pairs that requests were signed for. */
  readonly scopes: string[];
  /** Alarms' histories by `account/region`, oldest item first. */
  readonly alarmHistories: Record<string, HistoryItem[]>;
}

const EMPTY: Data = { version: 1, accounts: {}, scopes: [], alarmHistories: {} };

/** What survives a restart of the gateway: one JSON file, replaced as a whole on each change. */
export class Store {
  private readonly data: Data;

  constructor(private readonly file: string) {
    this.data = { ...structuredClone(EMPTY), ...(existsSync(file) ? read(file) : {}) };
  }

  /** The account's resources; a new account is empty. */
  account(id: string): Account {
    return (this.data.accounts[id] ??= {
      resources: {},
      tags: {},
      monitoringSubscriptions: {},
      invalidations: {},
    });
  }

  /** Every account seen so far. */
  accounts(): readonly Account[] {
    return Object.values(this.data.accounts);
  }

  /** Every `account/region` seen so far, oldest first. */
  scopes(): readonly string[] {
    return this.data.scopes;
  }

  /** Remembers where requests are signed for, so that APIs are found there. */
  addScope(scope: string): void {
    if (this.data.scopes.includes(scope)) return;
    this.data.scopes.push(scope);
    this.save();
  }

  /** What happened to the alarms of that `account/region`. */
  alarmHistory(scope: string): HistoryItem[] {
    return (this.data.alarmHistories[scope] ??= []);
  }

  /** Writes the file beside its place and renames it, so that a reader never sees half of it. */
  save(): void {
    mkdirSync(dirname(this.file), { recursive: true });
    const temporary = `${this.file}.${process.pid}.tmp`;
    writeFileSync(temporary, `${JSON.stringify(this.data, undefined, 2)}\n`);
    renameSync(temporary, this.file);
  }
}

function read(file: string): Data {
  try {
    const data = JSON.parse(readFileSync(file, 'utf8')) as Data;
    if ((data.version as number) !== 1) throw new Error(`version ${data.version} is not 1`);
    return data;
  } catch (error) {
    throw new Error(
      `${file} does not hold CloudFront's resources (${reasonOf(error)}); delete it to start empty`,
    );
  }
}
