import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from '@jest/globals';
import { pluginCache } from '../../src/terraform/plugin-cache';
import { terraformPlatform } from '../../src/terraform/provider-mirror';
import { program, temporaryDirectory } from '../support/temporary';

const AWS = `registry.terraform.io/hashicorp/aws/5.100.0/${terraformPlatform()}`;

/** A Terraform that installs what is required, and notes how it was called. */
function machine() {
  const directory = temporaryDirectory();
  program(
    directory,
    'terraform',
    `echo "$*" >> ${directory}/calls
cp main.tf.json .terraform.lock.hcl ${directory}
sleep 0.2
mkdir -p .terraform/providers/${AWS}
touch .terraform/providers/${AWS}/terraform-provider-aws`,
  );
  const cache = path.join(temporaryDirectory(), 'plugins');
  return {
    cache,
    read: (file: string) => readFileSync(path.join(directory, file), 'utf8'),
    find: () => pluginCache({ PATH: `${directory}:/usr/bin:/bin` }, cache),
  };
}

test('the cache is filled once, with the locked provider, and nothing is left beside it', async () => {
  const { cache, read, find } = machine();
  expect(await find()).toEqual({ TF_PLUGIN_CACHE_DIR: cache });
  expect(await find()).toEqual({ TF_PLUGIN_CACHE_DIR: cache });
  expect(read('calls')).toBe('init -no-color -lockfile=readonly\n');
  expect(JSON.parse(read('main.tf.json'))).toEqual({
    terraform: {
      required_providers: [
        { aws: { source: 'registry.terraform.io/hashicorp/aws', version: '5.100.0' } },
      ],
    },
  });
  expect(read('.terraform.lock.hcl')).toContain('h1:');
  expect(existsSync(path.join(cache, AWS, 'terraform-provider-aws'))).toBe(true);
  expect(lstatSync(path.join(cache, AWS)).isDirectory()).toBe(true);
  expect(readdirSync(path.dirname(cache))).toEqual(['plugins']);
});

test('it is whole, whoever else fills it at the same time', async () => {
  const { cache, find } = machine();
  await Promise.all([find(), find(), find()]);
  expect(readdirSync(path.join(cache, AWS))).toEqual(['terraform-provider-aws']);
  expect(readdirSync(path.dirname(cache))).toEqual(['plugins']);
});
