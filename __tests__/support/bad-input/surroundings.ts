import type { BadInput } from './bad-input';
import { NO_KEYS } from './environment';
import { planFolder } from './files';

const PLAN = 'pnpm ops plan dev';

/** Another Terraform comes first on the PATH, and none can be downloaded. */
const otherTerraform = (script: string): Pick<BadInput, 'env' | 'files' | 'surroundings'> => ({
  env: { IMAGE_SERVICE_TERRAFORM_MIRROR: 'http://127.0.0.1:1' },
  files: { 'bin/terraform': `#!/bin/sh\n${script}\n` },
  surroundings: 'chmod +x bin/terraform; export PATH="$PWD/bin:$PATH"',
});

/** `new Date()` of a machine whose battery was empty. */
const CLOCK = `globalThis.Date = class extends Date {
  constructor(...given) {
    super(...(given.length === 0 ? [0] : given));
  }
};`;

/** Machines on which something is missing, full, closed or of another kind. */
export const SURROUNDINGS: readonly BadInput[] = [
  {
    what: 'no network',
    env: { AWS_ENDPOINT_URL: undefined },
    surroundings: '',
    line: 'unshare --net node ops state list',
    says: 'Error: AWS cannot be reached (EAI_AGAIN). Check the network and the proxy, then run this again.',
  },
  {
    what: 'a folder of temporary files without room',
    surroundings: 'mount -t tmpfs -o nr_inodes=1 none "$TMPDIR"',
    line: PLAN,
    says: 'Error: The temporary folder …/tmp takes no files (ENOSPC): Terraform and its provider need one. Make room or give this user the right to write there, or name another in TMPDIR.',
  },
  {
    what: 'a full disk under stdout',
    line: 'pnpm ops stages > /dev/full',
    says: 'Error: ENOSPC: no space left on device, write. Make room there, then run this again.',
  },
  {
    what: 'a read-only folder for a plan',
    surroundings: 'mount -t tmpfs -o ro none out',
    files: { 'out/keep': '' },
    line: 'pnpm ops plan dev --out out/plan',
    says: "Error: The plan's files cannot be written into …/clone/out/plan (EROFS: read-only file system, access '…/clone/out/'). Name another folder: --out DIR",
  },
  {
    what: 'a file where a folder is to be',
    line: 'pnpm ops plan dev --out README.md',
    says: "Error: The plan's files cannot be written into …/clone/README.md (ENOTDIR: not a directory, access '…/clone/README.md/'). Name another folder: --out DIR",
  },
  {
    what: 'a read-only folder for the stacks',
    files: { 'cdktf.out/keep': '' },
    surroundings: 'mount -t tmpfs -o ro none cdktf.out',
    line: 'pnpm synth',
    says: "Error: EROFS: read-only file system, mkdir 'cdktf.out/stacks'. Nothing can be written there: name another folder, or mount it writable.",
  },
  {
    what: 'a full disk under the stacks',
    files: { 'cdktf.out/keep': '' },
    surroundings: 'mount -t tmpfs -o size=4k none cdktf.out',
    line: 'pnpm synth',
    says: 'Error: ENOSPC: no space left on device, write. Make room there, then run this again.',
  },
  {
    what: 'a full disk under the bundles',
    surroundings: 'mount -t tmpfs -o size=4k none .cache',
    line: 'pnpm ops stages',
    says: 'Error: The folder .cache of this clone takes no files (no space left on device): the commands are kept there. Make room, or give this user the right to write there.',
  },
  {
    what: 'a read-only clone',
    surroundings: 'mount -t tmpfs -o ro none .cache',
    line: 'pnpm ops stages',
    says: 'Error: The folder .cache of this clone takes no files (read-only file system): the commands are kept there. Make room, or give this user the right to write there.',
  },
  {
    what: 'a read-only folder for the local AWS',
    files: { '.local-aws/keep': '' },
    surroundings: 'mount -t tmpfs -o ro none .local-aws',
    line: 'pnpm local up',
    says: "Error: EROFS: read-only file system, open '…/clone/.local-aws/server.log'. Nothing can be written there: name another folder, or mount it writable.",
  },
  {
    what: 'a port that is taken',
    line: 'IMAGE_SERVICE_LOCAL_PORT=${AWS_ENDPOINT_URL##*:} pnpm local up',
    reads: true,
    says: 'Error: Port 4580 is taken by the local AWS of …. Choose another one: IMAGE_SERVICE_LOCAL_PORT=4581 pnpm local',
  },
  {
    what: 'no Python',
    env: { NODE: process.execPath },
    files: { 'bin/node': '#!/bin/sh\nexec "$NODE" "$@"\n' },
    surroundings: 'chmod +x bin/node; export PATH="$PWD/bin"',
    line: 'pnpm local up',
    says: 'Error: The local AWS is moto 5.2.1, which needs Python 3.10 or newer, and there is no Python on the PATH. Install one (python.org).',
  },
  {
    what: 'an older Terraform',
    ...otherTerraform(`echo '{"terraform_version": "1.5.7"}'`),
    line: PLAN,
    says: "Terraform 1.5.7 is on the PATH, and this project needs ~> 1.11.4 (that minor version, at least that patch). Downloading http://127.0.0.1:1/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip into .cache (once; about 27 MB)\nError: Terraform 1.5.7 is on the PATH, and this project needs ~> 1.11.4 (that minor version, at least that patch), and http://127.0.0.1:1/terraform/1.11.4/terraform_1.11.4_linux_amd64.zip could not be downloaded: connect ECONNREFUSED 127.0.0.1:1. Install Terraform 1.11.4 yourself: `tfenv install 1.11.4`, `asdf install terraform 1.11.4` or developer.hashicorp.com/terraform/install; or put the program at …/clone/.cache/terraform/1.11.4_linux_amd64/terraform; or name a mirror of HashiCorp's release site in IMAGE_SERVICE_TERRAFORM_MIRROR.",
  },
  {
    what: 'no home',
    env: { ...NO_KEYS, HOME: undefined, AWS_PROFILE: 'nobody' },
    line: 'pnpm ops state list',
    says: 'Error: No AWS credentials from AWS_PROFILE = "nobody": Could not load credentials from any providers. Name a profile that `aws configure list-profiles` lists, or unset the variable.',
  },
  {
    what: 'a clock that is years behind',
    env: { NODE_OPTIONS: '--require ./clock.cjs' },
    files: { ...planFolder({ plannedAt: '2026-11-01T10:00:00.000Z' }), 'clock.cjs': CLOCK },
    line: 'pnpm ops apply dev --plan plan-dev',
    says: 'Error: The plan was made at 2026-11-01T10:00:00.000Z, and here it is only 1970-01-01T00:00:00.000Z: the clock of this machine or of that which planned is wrong. Set it, by NTP. Plan again: pnpm ops plan dev; in a workflow: re-run all jobs.',
  },
];
