import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { unzipSync } from 'fflate';
import type { Scope } from '../aws-request';
import type { Moto } from '../moto';
import type { Store } from '../store';

/** The code of functions: zips in the store, unpacked where it is run. */
export class FunctionCode {
  constructor(
    private readonly store: Store,
    /** Where code is unpacked, each by its hash: what lies there already is the same. */
    private readonly directory: string,
  ) {}

  /** Keeps a zip that was deployed. */
  keep(zip: Uint8Array): void {
    this.store.data.code[createHash('sha256').update(zip).digest('base64')] = zip;
  }

  /** The folder of the unpacked zip with that `CodeSha256`; undefined when it was never deployed here. */
  unpacked(codeSha256: string): string | undefined {
    const zip = this.store.data.code[codeSha256];
    if (zip === undefined) return undefined;
    const name = Buffer.from(codeSha256, 'base64').toString('hex');
    const folder = path.join(this.directory, name);
    if (existsSync(folder)) return folder;
    const temporary = `${folder}.${process.pid}.tmp`;
    rmSync(temporary, { recursive: true, force: true });
    unpack(zip, temporary);
    renameSync(temporary, folder);
    return folder;
  }
}

function unpack(zip: Uint8Array, folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of Object.entries(unzipSync(zip))) {
    const file = path.resolve(folder, name);
    if (!file.startsWith(path.resolve(folder) + path.sep)) {
      throw new Error(`the zip holds a file outside of its folder: ${name}`);
    }
    if (name.endsWith('/')) continue;
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** Where a deployment has its code. */
export interface CodeSource {
  readonly ZipFile?: string;
  readonly S3Bucket?: string;
  readonly S3Key?: string;
}

/** The zip of a deployment; undefined for an image. */
export async function zipOf(
  moto: Moto,
  scope: Scope,
  { ZipFile, S3Bucket, S3Key }: CodeSource,
): Promise<Buffer | undefined> {
  if (ZipFile !== undefined) return Buffer.from(ZipFile, 'base64');
  if (S3Bucket === undefined || S3Key === undefined) return undefined;
  const key = S3Key.split('/').map(encodeURIComponent).join('/');
  const answer = await moto.ask(scope, { service: 's3', path: `/${S3Bucket}/${key}` });
  return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
}
