import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { LIMITS } from '../../src/costs/inputs';
import { DOCUMENT, withTables } from '../support/scaling/document';
import { assumed, costsOf, demandsOf, tiered, useOf } from '../support/scaling/load';
import type { Measure } from '../support/scaling/simulation';
import {
  asCommitted,
  measuresOfAccount,
  measuresOfStage,
  simulate,
} from '../support/scaling/simulation';

const rounded = (values: object): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, Math.round(Number(value) * 100) / 100]),
  );

describe('docs/scaling.md', () => {
  it('has the tables as they are calculated now (`pnpm docs:scaling`)', () => {
    const text = readFileSync(DOCUMENT, 'utf8');
    expect(withTables(text)).toBe(text);
  });

  it('names no table that there is not', () => {
    const text = '<!-- table: none -->\n<!-- end of table -->';
    expect(() => withTables(text)).toThrow('docs/scaling.md: there is no table none');
  });
});

describe('the price of a month', () => {
  const tiers = [
    { upTo: 10, price: 3 },
    { upTo: 30, price: 2 },
    { upTo: Infinity, price: 1 },
  ];

  it.each([
    [0, 0],
    [10, 30],
    // 10 at 3, 1 at 2
    [11, 32],
    // 10 at 3, 20 at 2, 5 at 1
    [35, 75],
  ])('falls with the quantity: of %d it is %d', (quantity, price) => {
    expect(tiered(quantity, tiers)).toBe(price);
  });

  it('is the sum of what is used, by service', () => {
    // By hand, from AWS's prices, of one million image requests in which every figure is round.
    const use = {
      imageRequests: 1_000_000,
      misses: 500_000,
      transferGb: 20_480,
      apiRequests: 400_000_000,
      apiTransferGb: 100,
      gigabyteSeconds: 1_000_000,
      readUnits: 8_000_000,
      writeUnits: 4_000_000,
      images: 2_000_000,
      uploads: 100_000,
      storedGb: 1000,
      tableGb: 10,
      logGb: 100,
    };
    expect(rounded(costsOf(use, { logMonths: 2, fixed: 12 }))).toEqual({
      // 10,240 GB at 0.085 + 10,240 GB at 0.08 + 100 times 10,000 requests at 0.01
      CloudFront: 870.4 + 819.2 + 1,
      // 1,000 GB at 0.023 + 2,000 thousand objects at 0.0025 + 500 thousand at 0.0004 + 100 thousand at 0.005
      S3: 23 + 5 + 0.2 + 0.5,
      // 300 million at 1.00 + 100 million at 0.90 + 100 GB at 0.09
      'API Gateway': 300 + 90 + 9,
      // 400 million at 0.20 + a million GB-seconds at 0.0000133334
      Lambda: 80 + 13.33,
      // 8 million at 0.125 + 4 million at 0.625 + 10 GB at 0.25 and at 0.20
      DynamoDB: 1 + 2.5 + 4.5,
      // 100 GB at 0.50, kept for two months at 0.03
      'CloudWatch logs': 50 + 6,
      'Fixed, used or not': 12,
    });
  });
});

describe('what is used', () => {
  // 262,800,000 image requests are 100 a second: a month has 730 hours of 3,600 seconds.
  const HUNDRED_A_SECOND = 262_800_000;

  it('follows from image requests', () => {
    const a = assumed({ hitRate: 0.75, imageKilobytes: 1024, apiShare: 0.5 });
    expect(useOf(1024, a)).toMatchObject({
      misses: 256,
      transferGb: 1,
      apiRequests: 512,
      // 512 calls of 0.1 s with a quarter of a GB
      gigabyteSeconds: 12.8,
    });
    expect(useOf(1_000_000, assumed())).toMatchObject({
      // 50,000 API requests, nine of ten with two read units, one of ten with two write units
      readUnits: 90_000,
      writeUnits: 10_000,
      images: 10_000,
    });
  });

  it('takes of each limit what the busiest moment needs, the largest share first', () => {
    const a = assumed({ peak: 2, hitRate: 0.5, apiShare: 0.1, imageKilobytes: 500 });
    const demands = demandsOf(useOf(HUNDRED_A_SECOND, a), a, 25);
    const found = Object.fromEntries(demands.map(({ what, demand }) => [what, demand]));
    expect(rounded(found)).toEqual({
      // A tenth of 200 a second
      "Throttle of prod's API": 20,
      'API Gateway, of the account': 20,
      // of 0.1 s each
      'Lambda concurrency': 2,
      // 18 that read, 2 units each; a twentieth of them of one image
      'Table, reads': 36,
      'Partition of the table, reads of the busiest image': 1.8,
      'Table, writes': 4,
      'Partition of UserIndex, writes of the busiest user': 0.2,
      'S3, GETs of a prefix': 100,
      // 2,628,000 stored images in 24 months: 109,500 a month, 0.0417 a second, twice that at the peak
      'S3, PUTs of a prefix': 0.08,
      'CloudFront, requests': 200,
      // 200 times 500 KB of 8,192 bits
      'CloudFront, transfer': 0.82,
    });
    // 20 of 25
    expect(demands[0]).toMatchObject({ what: "Throttle of prod's API", limit: 25 });
    const shares = demands.map(({ demand, limit }) => demand / limit);
    expect(shares).toEqual(shares.toSorted((one, other) => other - one));
  });
});

const byLimit = (measures: readonly Measure[]): Record<string, number> =>
  Object.fromEntries(measures.map(({ limit, measured }) => [limit, measured]));

const beyond = (measures: readonly Measure[]): Measure[] =>
  measures.filter(({ limit, measured }) => measured > LIMITS[limit].value);

describe('a stage with 50 functions of 20 alarms each', () => {
  let measures: Measure[] = [];
  beforeAll(() => {
    measures = measuresOfStage(simulate());
  });

  it('is measured right', () => {
    expect(byLimit(measures)).toMatchObject({
      // Three of five functions have a route, one of five is called by new objects.
      routes: 30,
      integrations: 30,
      bucketNotifications: 10,
      // 20 of each, its duration, dead letters of 20, two for each five functions; 17 others, one composite
      alarms: 1000 + 50 + 20 + 20 + 17 + 1,
      // Two for each five functions; S3's, CloudFront's and the API's
      alarmsOfComposite: 20 + 3,
      // Two metrics of each function
      metricsOfWidget: 100,
      // image-service-everything12- and 31 characters more
      roleName: 58,
      tags: 4,
    });
  });

  it('keeps every limit', () => {
    expect(beyond(measures)).toEqual([]);
  });
});

describe('a stage as it is committed', () => {
  it('takes of the limits of its account what no other stage can have', () => {
    expect(byLimit(measuresOfAccount(asCommitted()))).toMatchObject({
      vpcs: 1,
      cachePolicies: 1,
      responseHeadersPolicies: 1,
      // Three roles of GitHub, and that of the flow log
      roles: 4,
      // Six policies of each of the three, and the boundary
      managedPolicies: 19,
    });
  });
});
