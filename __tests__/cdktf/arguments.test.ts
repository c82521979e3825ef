import { describe, expect, it } from '@jest/globals';
import { readCdktfArguments } from '../../src/cdktf/arguments';

const read = (line: string) => readCdktfArguments(line.split(' '));

describe('readCdktfArguments', () => {
  it.each([
    ['plan a', 'diff'],
    ['apply a', 'deploy'],
    ['outputs a', 'output'],
    ['synthesize', 'synth'],
  ])('knows %s by its main name', (line, command) => {
    expect(read(line).command).toBe(command);
  });

  it('does not take the value of an option for a stack', () => {
    const call = read('deploy --outputs-file out.json a --parallelism 1 b --no-color');
    expect(call.stacks).toEqual(['image-service-a', 'image-service-b']);
  });

  it.each([
    ['plan dev --no-color', 'plan image-service-dev --no-color'],
    [
      'deploy --outputs-file dev dev image-service-prod',
      'deploy --outputs-file dev image-service-dev image-service-prod',
    ],
    ['destroy image-service-* *', 'destroy image-service-* *'],
    ['provider add aws', 'provider add aws'],
  ])('takes a stage for its stack: %s', (line, given) => {
    expect(read(line).args.join(' ')).toBe(given);
  });

  it.each([
    ['deploy a', 'cdktf.out'],
    ['deploy a --output there', 'there'],
    ['deploy a --output=there', 'there'],
    ['-o there deploy a', 'there'],
    ['deploy a --outputs-file there', 'cdktf.out'],
  ])('knows the folder that %s works in', (line, output) => {
    expect(read(line)).toMatchObject({ output, stacks: ['image-service-a'] });
  });

  it.each([
    ['deploy a', { runsTerraform: true, changes: true, asksNothing: false }],
    ['deploy a --auto-approve', { runsTerraform: true, changes: true, asksNothing: true }],
    ['destroy a', { runsTerraform: true, changes: true, asksNothing: false }],
    ['plan a', { runsTerraform: true, changes: false, asksNothing: true }],
    ['output a', { runsTerraform: true, changes: false, asksNothing: true }],
    ['synth', { runsTerraform: false, changes: false, asksNothing: true }],
    ['init', { runsTerraform: false, changes: false, asksNothing: false }],
    ['deploy --help', { runsTerraform: false, changes: false, asksNothing: false }],
    ['--version', { runsTerraform: false, changes: false, asksNothing: false }],
  ])('knows what %s does', (line, expected) => {
    expect(read(line)).toMatchObject(expected);
  });
});
