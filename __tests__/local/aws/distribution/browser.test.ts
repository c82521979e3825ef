import { beforeEach, expect, it } from '@jest/globals';
import { describeInChromium } from '../../../support/chromium';
import { startPageServer, type PageServer } from '../page-server';
import {
  responseHeaders,
  startDistributions,
  type DistributionHarness,
} from './distribution-harness';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="7" height="5"/>';

/** What the page's script saw: the image's size, and what it could read of it and of a missing one. */
interface Seen {
  readonly shown: readonly number[];
  readonly read: readonly unknown[];
  readonly missing: readonly unknown[];
  readonly controlPlane: readonly unknown[];
}

/** Shows and reads an image of the distribution, asks its host for more, and tells the page's server. */
const SCRIPT = `
  const read = async (path) => {
    try {
      const answer = await fetch(images + path);
      return [answer.status, answer.headers.get('etag') !== null, (await answer.text()).length];
    } catch (error) {
      return [error.name];
    }
  };
  const image = new Image();
  image.onload = image.onerror = async () => {
    const seen = {
      shown: [image.naturalWidth, image.naturalHeight],
      read: await read('/a.svg'),
      missing: (await read('/none.svg')).slice(0, 1),
      controlPlane: (await read('/2020-05-31/distribution')).slice(0, 1),
    };
    await fetch('/seen', { method: 'POST', body: JSON.stringify(seen) });
  };
  image.src = images + '/a.svg';
`;

describeInChromium('a page with an image of a distribution', () => {
  let aws: DistributionHarness;
  let app: PageServer<Seen>;

  beforeEach(async () => {
    aws = await startDistributions();
    aws.objects['pics/a.svg'] = { body: SVG, headers: { 'content-type': 'image/svg+xml' } };
    // Without Cross-Origin-Resource-Policy, such a page would not even show the image.
    app = await startPageServer({ 'cross-origin-embedder-policy': 'require-corp' });
  });

  /** Opens the page in a browser of its own, before a distribution that lets that origin read. */
  async function open(allowed: string): Promise<Seen> {
    const id = await aws.create({}, {}, { headers: responseHeaders('images', allowed) });
    const images = `http://${id.toLowerCase()}.cloudfront.localhost:${new URL(aws.url).port}`;
    return app.open(`const images = '${images}';${SCRIPT}`);
  }

  it('shows and reads it, and is told what is missing, where the policy allows its origin', async () => {
    expect(await open(app.origin)).toEqual({
      shown: [7, 5],
      read: [200, true, SVG.length],
      missing: [403],
      controlPlane: [403],
    });
  }, 90_000);

  it('of another origin shows it, and reads nothing', async () => {
    expect(await open('https://app.example')).toEqual({
      shown: [7, 5],
      read: ['TypeError'],
      missing: ['TypeError'],
      controlPlane: ['TypeError'],
    });
  }, 90_000);
});
