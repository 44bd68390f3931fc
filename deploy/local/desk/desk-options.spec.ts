import { describe, expect, it } from '@jest/globals';
import { readDeskOptions } from './desk-options.js';

const id = '6a1f0f5e-0000-4000-8000-000000000001';
const group = '0123456789abcdef';
const noFile = (): string => {
  throw new Error('no file');
};
const read = (line: string) => readDeskOptions(line === '' ? [] : line.split(' '), noFile);

describe('what is asked of the desk', () => {
  it('is the groups of every service, when nothing is said', () => {
    expect(read('')).toEqual({
      desks: { url: undefined, token: undefined },
      command: { kind: 'groups' },
    });
  });

  it.each<[string, string, string, object | undefined]>([
    ['list verification', 'GET', '/parked', undefined],
    ['gaps verification', 'GET', '/parked/gaps', undefined],
    ['audit verification', 'GET', '/parked/audit', undefined],
    [`show verification ${id}`, 'GET', `/parked/${id}`, undefined],
    [`body verification ${id}`, 'GET', `/parked/${id}/body`, undefined],
    [`replay verification ${id}`, 'POST', `/parked/${id}/replay`, undefined],
    [`replay verification ${group}`, 'POST', '/parked/replay', { fingerprint: group }],
    ['replay verification --all', 'POST', '/parked/replay', { all: true }],
    [
      `discard verification ${id} --reason withdrawn`,
      'POST',
      `/parked/${id}/discard`,
      { reason: 'withdrawn' },
    ],
    [
      `skip verification ${id} --reason withdrawn`,
      'POST',
      `/parked/gaps/${id}/skip`,
      { reason: 'withdrawn' },
    ],
    ['show verification ../agreements', 'GET', '/parked/..%2Fagreements', undefined],
  ])('%s', (line, method, path, body) => {
    expect(read(line).command).toEqual({
      kind: 'ask',
      asked: { service: 'verification', method, path, ...(body && { body }) },
    });
  });

  it('may be how to ask', () => {
    expect(read('help').command).toEqual({ kind: 'help' });
  });

  it('is an edit by a file', () => {
    expect(read(`edit verification ${id} --file event.json`).command).toMatchObject({
      asked: { method: 'PUT', path: `/parked/${id}`, file: 'event.json' },
    });
  });

  it('may be asked elsewhere, with a token that no list of processes shows', () => {
    const args = ['--url', 'http://127.0.0.1:1', '--token-file', 'token'];
    const { desks } = readDeskOptions(args, (path) => `${path} of mine\n`);
    expect(desks).toEqual({ url: 'http://127.0.0.1:1', token: 'token of mine' });
  });

  it.each([
    'replay verification',
    `replay verification ${id} --all`,
    'discard verification',
    `discard verification ${id}`,
    `edit verification ${id}`,
    'show verification',
    'burn verification x',
    'list',
    '--everything',
  ])('is refused with the usage: %s', (line) => {
    expect(() => read(line)).toThrow('npm run parked -- replay');
  });
});
