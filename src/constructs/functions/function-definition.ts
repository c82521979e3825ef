import type { NodeRuntime } from '../../config/schema';
import type { RouteAuthorization, RouteThrottling } from '../api/api-route';
import type { Grantable } from '../iam/policy';
import type { ImageBucket } from '../storage/image-bucket';
import type { ImageTable } from '../storage/image-table';

/** Resources of the stage that a function may be given rights to, and told the names of. */
export interface FunctionStorage {
  readonly table: ImageTable;
  readonly bucket: ImageBucket;
}

/** A function by its name alone: alarms and graphs are there before its code is. */
export interface WatchedFunction {
  /** The last part of the function's name. Never changed once it is deployed: it would be replaced. */
  readonly name: string;
  readonly entry?: undefined;
}

/** What invokes a function, one of these: a request to the API, the clock, or new objects in the image bucket. */
export type FunctionTrigger = RouteTrigger | ScheduleTrigger | ObjectTrigger;

interface RouteTrigger {
  /** A route key of the HTTP API, e.g. `GET /images/{id}`. */
  readonly route: string;
  /** @default a token that the API trusts, whatever its scopes */
  readonly authorization?: RouteAuthorization;
  /** @default the API's own limits */
  readonly throttling?: RouteThrottling;
  readonly schedule?: undefined;
  readonly objects?: undefined;
}

interface ScheduleTrigger {
  /** In UTC. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
  readonly schedule: `rate(${string})` | `cron(${string})`;
  readonly route?: undefined;
  readonly objects?: undefined;
}

interface ObjectTrigger {
  /** Keys of new objects. What the function writes itself must not be among them: it would invoke itself. */
  readonly objects: ObjectFilter;
  readonly route?: undefined;
  readonly schedule?: undefined;
}

/** The beginning and the end of the keys of objects. */
export interface ObjectFilter {
  readonly prefix: string;
  /** @default whatever end */
  readonly suffix?: string;
}

/** A function with its code: what is left out has a default that suits a small handler. */
export type DeployedFunction = FunctionTrigger & {
  /** The last part of the function's name. Never changed once it is deployed: it would be replaced. */
  readonly name: string;
  /** The TypeScript file that exports `handler`, from the root of the repository. */
  readonly entry: string;
  /** Rights of the function. @default its own log, and no more */
  readonly grants?: (storage: FunctionStorage, role: Grantable) => void;
  /**
   * Its environment variables; `NODE_OPTIONS` are added to its own. None may be a secret: they are shown in
   * every plan. @default none
   */
  readonly environment?: (storage: FunctionStorage) => Readonly<Record<string, string>>;
  /** @default 256 MB, and with it the CPU that comes along */
  readonly memoryMegabytes?: number;
  /** @default 10 seconds */
  readonly timeoutSeconds?: number;
  /** Size of /tmp. @default 512 MB, which costs nothing */
  readonly ephemeralStorageMegabytes?: number;
  /** How many run at once, at most and at least. @default what the account has left */
  readonly reservedConcurrency?: number;
  /** `active` sends traces to X-Ray, which bills them. @default no traces */
  readonly tracing?: 'active';
  /** `outside` the VPC it reaches the internet. @default the stage's VPC, where it has one */
  readonly network?: 'outside';
  /** @default arm64 */
  readonly architecture?: Architecture;
  /** ARNs of versions of layers, in the stage's region, the lowest first. @default none */
  readonly layers?: readonly string[];
  /** The least that the function's own lines in its log are about. @default INFO */
  readonly applicationLogLevel?: 'TRACE' | 'DEBUG' | 'INFO' | 'WARN' | 'ERROR' | 'FATAL';
  /** The least that Lambda's lines in it are about: from WARN on, it reports no invocation. @default INFO */
  readonly systemLogLevel?: 'DEBUG' | 'INFO' | 'WARN';
  /** Packages that are not bundled but copied, because they hold files that are no JavaScript. @default none */
  readonly external?: readonly string[];
};

export type Architecture = 'arm64' | 'x86_64';

/** What a function's zip is made from. */
export type FunctionSource = Required<
  Pick<DeployedFunction, 'architecture' | 'entry' | 'external'>
> & { readonly runtime: NodeRuntime };

/** A function of the service: `src/functions.ts` has them all. */
export type FunctionDefinition = WatchedFunction | DeployedFunction;

/** Whether nobody waits for the function's answer, so that an invocation that fails must be kept. */
export const isAsynchronous = ({ route }: FunctionTrigger): boolean => route === undefined;
