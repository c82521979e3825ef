import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CDKTF_COMMANDS, optionProblem, readCdktfArguments } from '../src/cdktf/arguments';
import { cidrProblem } from '../src/config/cidr';
import { UserError } from '../src/config/user-error';
import { routeKeyProblem, routeShape, routeSlug } from '../src/constructs/api/route-key';
import { renderPlan } from '../src/terraform/plan/render-plan';
import { parsePlan, type TerraformPlan } from '../src/terraform/plan/terraform-plan';
import { describeHolder, parseLock, unlockAdviceIn } from '../src/terraform/state/lock-info';
import {
  decodeState,
  parseState,
  UnreadableState,
  withSerial,
} from '../src/terraform/state/state-file';
import { formatJson, parseJson } from '../src/values/json';
import { reportOf } from './support/plans/goldens';
import { stateText } from './support/state-text';

/** Any text, also such as JSON.parse reads. */
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.json(), fc.lorem());

/** Texts of signs that people use in names. */
const name = fc.stringMatching(/^[a-z][\w-]{0,15}$/);

/** What a call comes to: its result, or an error of that class. Every other error is a mistake. */
function resultOf<T>(call: () => T, Refusal: new (message: string) => Error): T | undefined {
  try {
    return call();
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

describe('a CIDR block', () => {
  const RANGES = [
    [0x0a000000, 8],
    [0xac100000, 12],
    [0xc0a80000, 16],
  ] as const;
  /** The bits of an address above a prefix, as a number. */
  const networkOf = (address: number, prefix: number): number =>
    Math.floor(address / 2 ** (32 - prefix));
  const address = fc.oneof(
    fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    ...RANGES.map(([first, prefix]) =>
      // Also of what lies beside them.
      fc.integer({ min: first - 2 ** 20, max: first + 2 ** (32 - prefix) + 2 ** 20 }),
    ),
  );
  /** Mostly the first of a block: of the others nearly all are refused. */
  const block = fc
    .tuple(address, fc.integer({ min: 0, max: 40 }), fc.boolean())
    .map(([any, prefix, isFirst]) => {
      const size = 2 ** Math.max(0, 32 - prefix);
      return [isFirst ? Math.floor(any / size) * size : any, prefix] as const;
    });

  it('is taken where arithmetic says that it is a private one of a VPC, and nowhere else', () => {
    fc.assert(
      fc.property(block, ([first, prefix]) => {
        const text = [24, 16, 8, 0].map((bits) => Math.floor(first / 2 ** bits) % 256).join('.');
        const isRight =
          prefix >= 16 &&
          prefix <= 24 &&
          first % 2 ** (32 - prefix) === 0 &&
          RANGES.some(([start, bits]) => networkOf(first, bits) === networkOf(start, bits));
        expect(cidrProblem(`${text}/${prefix}`) === undefined).toBe(isRight);
      }),
    );
  });

  it('of any other text is refused by a rule', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(cidrProblem(text)).toMatch(/^must be an IPv4 block/);
      }),
    );
  });
});

describe('a route key', () => {
  const METHODS = ['DELETE', 'GET', 'HEAD', 'PATCH', 'POST', 'PUT'];
  const variable = fc.stringMatching(/^\w{1,8}$/);
  const segments = fc.array(
    fc.oneof(
      name,
      variable.map((one) => `{${one}}`),
    ),
    { maxLength: 6 },
  );
  const key = fc
    .tuple(fc.constantFrom(...METHODS), segments, fc.option(variable, { nil: undefined }))
    .map(([method, parts, rest]) => {
      const all = [...parts, ...(rest === undefined ? [] : [`{${rest}+}`])];
      return `${method} /${all.join('/')}`;
    });

  it('is taken as AWS writes them, and none with a sign more that no path has', () => {
    fc.assert(
      fc.property(key, fc.constantFrom('?', ' ', '//', '*', '}', '\n'), (good, more) => {
        expect(routeKeyProblem(good)).toBeUndefined();
        expect(routeKeyProblem(good + more)).toMatch(/^must be a method/);
      }),
    );
  });

  it('has the shape of every key that differs in the names of its variables only', () => {
    fc.assert(
      fc.property(key, (one) => {
        const other = one.replaceAll(/\{\w+/g, '{other');
        expect(routeShape(other)).toBe(routeShape(one));
        expect(routeSlug(one)).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
      }),
    );
  });

  it('is looked at in no time, whatever it is', () => {
    const hostile = fc
      .tuple(fc.constantFrom('/a', '/{a}', '/{a', '/', 'a'), fc.integer({ min: 1, max: 20_000 }))
      .map(([part, count]) => `GET ${part.repeat(count)}!`);
    const { user } = process.cpuUsage();
    fc.assert(
      fc.property(fc.oneof(anyText, hostile), (text) => {
        expect(routeKeyProblem(text)).toMatch(/^must /);
      }),
    );
    expect((process.cpuUsage().user - user) / 1e6).toBeLessThan(5);
  });
});

describe('a lock', () => {
  const info = fc.record({
    ID: name,
    Operation: name,
    Info: name,
    Who: name,
    Version: name,
    Created: name,
    Path: name,
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(info, (written) => {
        expect(parseLock(JSON.stringify(written))).toEqual(written);
      }),
    );
  });

  it('has an id whatever its text is, always the same, and says nothing to a terminal', () => {
    const field = fc.anything({ maxDepth: 1 });
    const anyInfo = fc.record(
      {
        ID: fc.oneof(field, fc.constant('')),
        Who: fc.oneof(field, fc.string({ unit: 'binary' })),
        Created: field,
      },
      { requiredKeys: [] },
    );
    const text = fc.oneof(
      anyText,
      anyInfo.map((one) => JSON.stringify(one)),
    );
    fc.assert(
      fc.property(text, (content) => {
        const lock = parseLock(content);
        expect(lock.ID).not.toBe('');
        expect(parseLock(content)).toEqual(lock);
        expect(describeHolder(lock)).not.toMatch(/\p{C}/u);
        unlockAdviceIn(content);
      }),
    );
  });
});

describe('a state', () => {
  const content = fc.record({
    serial: fc.nat(),
    lineage: name,
    resources: fc.array(
      fc.record({
        address: fc.tuple(name, name).map((parts) => parts.join('.')),
        // Zod leaves __proto__ out of a record.
        attributes: fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          fc.jsonValue(),
        ),
      }),
      { maxLength: 4 },
    ),
  });

  it('is read as it was written', () => {
    fc.assert(
      fc.property(content, (written) => {
        const { serial, lineage, resources } = parseState(stateText(written), 'it');
        expect({ serial, lineage }).toEqual({ serial: written.serial, lineage: written.lineage });
        // What JSON keeps: no -0.
        expect(resources.map(({ address, attributes }) => ({ address, attributes }))).toEqual(
          JSON.parse(JSON.stringify(written.resources)),
        );
      }),
    );
  });

  it('is refused where its end is missing, and where it is anything else', () => {
    fc.assert(
      fc.property(content, fc.double({ min: 0, max: 0.99, noNaN: true }), (written, share) => {
        const text = stateText(written);
        expect(() => parseState(text.slice(0, text.length * share), 'it')).toThrow(UnreadableState);
      }),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        expect(() => parseState(text, 'it')).toThrow(UnreadableState);
      }),
    );
  });

  it('gets another serial and keeps every other byte', () => {
    fc.assert(
      fc.property(content, fc.nat(), (written, serial) => {
        const text = stateText(written);
        const raised = resultOf(() => withSerial(text, serial, 'it'), UserError);
        expect(raised).toBe(text.replace(`"serial": ${written.serial}`, `"serial": ${serial}`));
      }),
    );
  });

  it('is decoded to the bytes that it came from, or refused', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = resultOf(() => decodeState(bytes, 'it'), UnreadableState);
        if (text !== undefined) expect(Uint8Array.from(Buffer.from(text))).toEqual(bytes);
      }),
    );
  });
});

describe("cdktf's command line", () => {
  const option = fc.oneof(
    fc.constantFrom(['--no-color'], ['--auto-approve'], ['--skip-synth']),
    fc.tuple(fc.constantFrom('--output', '-o', '--outputs-file', '--var', '-a'), name),
    name.map((value) => [`--output=${value}`]),
    fc.integer({ min: 1 }).map((count) => ['--parallelism', String(count)]),
  );

  it('names the same stacks wherever its options stand', () => {
    const command = fc.constantFrom('deploy', 'apply', 'destroy', 'diff', 'plan', 'output');
    const words = fc.array(
      fc.oneof(
        name.map((stage) => [stage]),
        option,
      ),
    );
    fc.assert(
      fc.property(command, words, fc.array(option), (verb, parts, before) => {
        const args = [...before, [verb], ...parts].flat();
        const stages = parts.flatMap(([word = '', ...more]) =>
          more.length > 0 || word.startsWith('-') ? [] : [word],
        );
        const call = readCdktfArguments(args);
        expect(call.stacks).toEqual(stages.map((stage) => `image-service-${stage}`));
        expect(call.runsTerraform).toBe(true);
        expect(optionProblem(args)).toBeUndefined();
      }),
    );
  });

  it('is read whatever it is, and handed on word by word', () => {
    const word = fc.oneof(
      anyText,
      name,
      fc.constantFrom('--', '-', '--output', '-o=', 'constructor', '__proto__', ...CDKTF_COMMANDS),
    );
    fc.assert(
      fc.property(fc.array(word), (args) => {
        const call = readCdktfArguments(args);
        expect(call.args).toHaveLength(args.length);
        expect(typeof (call.command ?? '')).toBe('string');
        expect(call.args).toEqual(expect.arrayContaining([...call.stacks]));
        optionProblem(args);
      }),
    );
  });
});

describe('a plan', () => {
  const [OLD, NEW] = ['correct-horse-battery-staple', 'another-donkey-has-left'];
  const EMPTY: TerraformPlan = {
    format_version: '1.2',
    terraform_version: '1.11.4',
    applyable: true,
    complete: true,
    errored: false,
  };
  const attributes = fc.dictionary(name, fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 });

  it('is refused where it is anything else', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(() => parsePlan(text)).toThrow(UserError);
      }),
    );
  });

  it('is shown whatever its values are, without those that are sensitive', () => {
    const actions = fc.constantFrom(['create'], ['update'], ['delete'], ['delete', 'create']);
    fc.assert(
      fc.property(attributes, attributes, name, actions, (before, after, key, kinds) => {
        const change = {
          actions: kinds,
          before: { ...before, [`old-${key}`]: OLD },
          after: { ...after, [`new-${key}`]: NEW },
          before_sensitive: { [`old-${key}`]: true },
          after_sensitive: { [`new-${key}`]: true },
        };
        const text = JSON.stringify({
          ...EMPTY,
          resource_changes: [
            { address: 'aws_sns_topic.a', mode: 'managed', type: 'aws_sns_topic', change },
          ],
        });
        const shown = renderPlan(reportOf(parsePlan(text)));
        expect(shown).toContain('aws_sns_topic.a');
        expect(shown).not.toContain(OLD);
        expect(shown).not.toContain(NEW);
      }),
    );
  });

  it('keeps every digit of its numbers', () => {
    const number = fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String);
    /** All digits of a number that may be written with an exponent. */
    const digitsOf = (text: string): string => {
      const [, whole = '', fraction = '', exponent = '0'] =
        /^(-?\d+)(?:\.(\d+))?(?:e\+(\d+))?$/.exec(text) ?? [];
      return whole + fraction.padEnd(Number(exponent), '0');
    };
    fc.assert(
      fc.property(fc.array(number), fc.string(), (numbers, text) => {
        const json = `{${JSON.stringify(text)}:[${numbers.join()}]}`;
        const again = formatJson(parseJson(json));
        const kept = again.slice(again.lastIndexOf('[') + 1, -2).split(',');
        expect(kept.filter((one) => one !== '').map(digitsOf)).toEqual(numbers);
        expect(Object.keys(JSON.parse(again) as object)).toEqual([text]);
      }),
    );
  });
});
