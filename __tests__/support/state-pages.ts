import type { StatePageOptions } from '../../src/ops/state/state-page';
import { statePage } from '../../src/ops/state/state-page';
import type { StatePage } from '../../src/pages/state-page';
import { FakeBackend } from './fake-backend';
import { HOSTILE } from './open-page';
import { stateText, terraformLock } from './state-text';

const bucket = (bucketName: string, more: object = {}) => ({
  address: 'aws_s3_bucket.images',
  attributes: { bucket: bucketName, id: bucketName, arn: `arn:aws:s3:::${bucketName}`, ...more },
});

const parameter = (value: string) => ({
  address: 'aws_ssm_parameter.key',
  attributes: { name: '/key', value, tags_all: { copy: `of ${value}` } },
  instance: { sensitive_attributes: [[{ type: 'get_attr', value: 'value' }]] },
});

export const at = (minute: number): Date => new Date(Date.UTC(2025, 10, 22, 10, minute));

/** Secrets of versions and stages; none may be in a page. */
export const SECRETS = ['first-secret', 'second-secret', 'prods-secret'];

/** Three versions of dev, of which the newest holds hostile texts and a large one; prod is locked. */
const backend = (): FakeBackend =>
  new FakeBackend()
    .add('dev', {
      id: 'v1',
      text: stateText({ serial: 11, resources: [bucket('old-images'), parameter('first-secret')] }),
      written: at(1),
    })
    .add('dev', {
      id: 'v2',
      text: stateText({
        serial: 12,
        outputs: { url: { value: 'https://x.example' } },
        resources: [bucket('images', { tags: { team: 'a' } }), parameter('second-secret')],
      }),
      written: at(2),
    })
    .add('dev', {
      id: 'v3',
      text: stateText({
        serial: 13,
        outputs: { url: { value: 'https://x.example' } },
        resources: [
          bucket('images', { tags: { team: 'b' }, policy: '{"Statement":[{"Effect":"Allow"}]}' }),
          parameter('second-secret'),
          {
            address: 'aws_dynamodb_table.odd',
            attributes: {
              name: HOSTILE,
              [HOSTILE]: 'key',
              large: `${'x'.repeat(1_000_000)}needle`,
              // What prod calls a secret.
              note: 'prods-secret',
            },
          },
        ],
      }),
      written: at(3),
    })
    .add('prod', {
      id: 'p1',
      text: stateText({ serial: 2, resources: [parameter('prods-secret')] }),
      written: at(1),
    })
    .lock('prod', terraformLock);

/** What the page of those states shows. */
export const statesShown = (options: Partial<StatePageOptions> = {}): Promise<StatePage> =>
  statePage(backend().context(), { stages: ['dev', 'prod'], versions: 20, ...options }, at(10));
