import { stateText, terraformLock } from '../state-text';
import type { BadInput } from './bad-input';

const PUSH = 'pnpm ops state push-errored dev --yes --file left.tfstate';
const SHOW = 'pnpm ops state show dev';
const APPLY = 'pnpm ops apply dev --plan plan-dev';
const GITHUB = { GITHUB_REPOSITORY: 'us/ours', GITHUB_TOKEN: 'token' };
const COMMENT = 'pnpm ops comment dev --plan plan-dev';
const EVENT = { ...GITHUB, GITHUB_EVENT_PATH: 'event.json' };
const PAGE = 'pnpm ops state page --drift drift.json --out page.html';

/** The record of a plan that can be applied, as far as its folder goes. */
const record = (over: object): string =>
  JSON.stringify({
    formatVersion: 1,
    stage: 'dev',
    exitCode: 2,
    summary: {
      ...{ add: 1, change: 0, replace: 0, destroy: 0, import: 0, move: 0, forget: 0 },
      ...{ outputs: 0, drift: 0, deferred: 0 },
    },
    summaryLine: '1 to add',
    isShortened: false,
    ...{ resources: [], outputs: [], drift: [], refreshed: [], deferred: [], losses: [] },
    ...{ settings: [], allowDestroy: [], providers: [] },
    terraformVersion: '1.11.4',
    plannedAt: new Date(0).toISOString(),
    identity: {
      account: '123456789012',
      configurationSha256: '0'.repeat(64),
      lockFileSha256: '0'.repeat(64),
      planSha256: '0'.repeat(64),
      state: null,
    },
    ...over,
  });

/** The files of such a plan. */
export const planFolder = (over: object): Readonly<Record<string, string>> => ({
  'plan-dev/plan.json': record(over),
  'plan-dev/terraform.plan': 'PK',
});

/** Files of another kind than they are taken for, cut off, empty, huge or in another encoding. */
export const FILES: readonly BadInput[] = [
  {
    what: "configuration beside a stack's own, which Terraform would apply with it",
    files: { 'cdktf.out/stacks/image-service-dev/mine.tf': '' },
    line: 'pnpm cdktf deploy dev --auto-approve',
    says: 'Error: cdktf.out/stacks/image-service-dev/mine.tf was not synthesized, and Terraform would apply it with the stack: only cdk.tf.json may lie there. Delete it, and add the resource to src/constructs.',
  },
  {
    what: 'no plan',
    line: 'pnpm ops plan --from nowhere',
    isCalled: true,
    says: 'Error: There is no plan nowhere. `pnpm cdktf plan <stack>` leaves one.',
  },
  {
    what: 'a folder for a plan',
    line: 'pnpm ops plan --from src',
    isCalled: true,
    says: 'Error: src is not what `terraform plan -out` writes: EISDIR: illegal operation on a directory, read. Name the file `plan` in the folder of a stack that `pnpm cdktf plan <stack>` leaves.',
  },
  {
    what: 'a state for a plan',
    files: { 'a.plan': stateText() },
    line: 'pnpm ops plan --from a.plan',
    says: 'Error: a.plan is not what `terraform plan -out` writes: it is no zip file. Name the file `plan` in the folder of a stack that `pnpm cdktf plan <stack>` leaves.',
  },
  {
    what: "no folder of a plan's",
    line: APPLY,
    says: 'Error: …/clone/plan-dev holds no plan. Make one with `pnpm ops plan dev --out DIR`.',
  },
  {
    what: 'the record of a plan of a later format',
    files: planFolder({ formatVersion: 2 }),
    line: APPLY,
    says: "Error: …/clone/plan-dev/plan.json is not a plan's record that this can read (formatVersion = 2: must be 1). Make one with `pnpm ops plan dev --out DIR`.",
  },
  {
    what: 'the record of a plan, cut off',
    files: { 'plan-dev/plan.json': record({}).slice(0, 100) },
    line: 'pnpm ops summary dev --plan plan-dev',
    says: "Error: …/clone/plan-dev/plan.json is not a plan's record that this can read (its JSON is cut off or broken). Make one with `pnpm ops plan dev --out DIR`.",
  },
  {
    what: "another stage's plan",
    files: planFolder({ stage: 'prod' }),
    line: APPLY,
    says: 'Error: …/clone/plan-dev holds a plan for prod, not for dev. Make one with `pnpm ops plan dev --out DIR`.',
  },
  {
    what: 'no state',
    line: PUSH,
    isCalled: true,
    says: "Error: left.tfstate cannot be read: ENOENT: no such file or directory, open 'left.tfstate'. Name another: --file PATH",
  },
  {
    what: 'a state, cut off',
    files: { 'left.tfstate': stateText().slice(0, 60) },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (its JSON is cut off or broken). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'an empty state',
    files: { 'left.tfstate': '' },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (it is empty). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'a state in UTF-16',
    files: { 'left.tfstate': Buffer.from(`\ufeff${stateText()}`, 'utf16le') },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (it is in another encoding than UTF-8). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'a state in Latin-1',
    files: { 'left.tfstate': Buffer.from(stateText({ lineage: 'für' }), 'latin1') },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (it is in another encoding than UTF-8). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'a state of Terraform 0.11',
    files: { 'left.tfstate': '{"version":3,"serial":1,"lineage":"a","modules":[]}' },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (version = 3: must be 4). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: '20 MB of a state without an end',
    files: { 'left.tfstate': `{"version":4,"padding":"${'a'.repeat(20_000_000)}` },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (its JSON is cut off or broken). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'a hundred thousand lists in each other for a state',
    files: { 'left.tfstate': '['.repeat(100_000) + ']'.repeat(100_000) },
    line: PUSH,
    isCalled: true,
    says: 'Error: Nothing is pushed: left.tfstate is not a Terraform state of format 4 (it must be of the type object). `pnpm ops recover image-service-dev` finds what it alone knows.',
  },
  {
    what: 'a state in the bucket, cut off',
    aws: { state: stateText().slice(0, 60) },
    line: SHOW,
    reads: true,
    says: 'Error: s3://lego-moc-image-service-state/image-service/dev/terraform.tfstate, version 3sL4kqtJ, is not a Terraform state of format 4 (its JSON is cut off or broken). Choose a version with `pnpm ops state history dev` and restore it: `pnpm ops state restore dev <version>`.',
  },
  {
    what: 'a zip file for the state in the bucket',
    aws: { state: Buffer.from('PK\u0003\u0004\u00ff', 'latin1') },
    line: 'pnpm ops plan dev',
    reads: true,
    says: 'Error: s3://lego-moc-image-service-state/image-service/dev/terraform.tfstate, version 3sL4kqtJ, is not a Terraform state of format 4 (it is in another encoding than UTF-8). Choose a version with `pnpm ops state history dev` and restore it: `pnpm ops state restore dev <version>`.',
  },
  {
    what: 'an empty state in the bucket',
    aws: { state: '' },
    line: 'pnpm cdktf plan dev',
    reads: true,
    says: 'Error: s3://lego-moc-image-service-state/image-service/dev/terraform.tfstate, version 3sL4kqtJ, is not a Terraform state of format 4 (it is empty). Choose a version with `pnpm ops state history dev` and restore it: `pnpm ops state restore dev <version>`.',
  },
  {
    what: "another lock's id",
    aws: { lock: JSON.stringify(terraformLock) },
    line: 'pnpm ops state unlock dev 0d9e',
    reads: true,
    says: 'Error: The state of image-service-dev is locked by ann@elsewhere since 2025-11-22T10:00:00Z for OperationTypeApply (id 5d1c7c0e-3f0b-0d5e-9c4b-2f1f0a8f7b6d), not by "0d9e". Nothing was removed.',
  },
  {
    what: 'a lock that Terraform did not write',
    aws: { lock: 'ann is at it' },
    line: 'pnpm ops state unlock dev 0d9e',
    reads: true,
    says: 'Error: The state of image-service-dev is locked by unknown since unknown for unknown (id unreadable-6adf09e9), not by "0d9e". Nothing was removed.',
  },
  {
    what: 'no drift',
    line: PAGE,
    isCalled: true,
    says: 'Error: The file of --drift, drift.json, cannot be read (ENOENT): it must be what `./ops state drift --json` prints. Write it: ./ops state drift --json > drift.json',
  },
  {
    what: "no file of the workflow's event",
    env: EVENT,
    line: COMMENT,
    says: 'Error: GITHUB_EVENT_PATH = "event.json" cannot be read (ENOENT): must be the file in which GitHub tells a workflow of its event. Unset it, and name the pull request: --pull-request NUMBER.',
  },
  {
    what: 'an event whose number is a path',
    env: EVENT,
    files: { 'event.json': '{"pull_request":{"number":"1/../2"}}' },
    line: COMMENT,
    says: 'Error: GITHUB_EVENT_PATH = "event.json" cannot be read (no number of a pull request): must be the file in which GitHub tells a workflow of its event. Unset it, and name the pull request: --pull-request NUMBER.',
  },
  {
    what: 'a lock file of providers, cut off',
    files: {
      '.terraform.lock.hcl':
        'provider "registry.terraform.io/hashicorp/aws" {\n  version = "5.100.0"\n',
    },
    line: 'pnpm ops plan dev',
    says: 'Error: …/clone/.terraform.lock.hcl pins no provider: it must be a lock file as Terraform writes it. Bring it back: git checkout .terraform.lock.hcl',
  },
  {
    what: 'an empty lock file of providers',
    files: { '.terraform.lock.hcl': '' },
    line: 'pnpm synth',
    says: 'Error: …/clone/.terraform.lock.hcl pins no provider: it must be a lock file as Terraform writes it. Bring it back: git checkout .terraform.lock.hcl',
  },
  {
    what: 'no version of Terraform in its file',
    files: { '.terraform-version': 'latest\n' },
    line: 'pnpm ops plan dev',
    says: 'Error: …/clone/.terraform-version holds "latest": must be a version of Terraform such as 1.11.4. Bring it back: git checkout .terraform-version',
  },
  {
    what: 'a broken file of the stages',
    files: { 'src/config/stages.ts': 'export const stages = {' },
    line: 'pnpm synth',
    says: 'Error: main.ts could not be bundled: Build failed with 1 error:\nsrc/config/stages.ts:1:107: ERROR: Expected identifier but found end of file',
  },
  {
    what: "cdktf's configuration, cut off",
    files: { 'cdktf.json': '{ "app":' },
    line: 'pnpm cdktf plan dev',
    says: "Error: …/clone/cdktf.json is not cdktf's configuration (its JSON is cut off or broken). Bring it back: git checkout cdktf.json",
  },
];
