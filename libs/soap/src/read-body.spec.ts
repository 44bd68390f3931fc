import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readBody } from './read-body.js';

const bodyOf = (...chunks: string[]): Readable =>
  Readable.from(chunks.map((chunk) => Buffer.from(chunk)));

describe('a body', () => {
  it('is whole however it is cut', async () => {
    await expect(readBody(bodyOf('a', 'bc', 'd'), 4)).resolves.toEqual(Buffer.from('abcd'));
    await expect(readBody(bodyOf('abcd'), 4)).resolves.toEqual(Buffer.from('abcd'));
    await expect(readBody(bodyOf(), 4)).resolves.toEqual(Buffer.alloc(0));
  });

  it('that is too large is read to its end and refused', async () => {
    const stream = bodyOf('abc', 'def', 'ghi');
    await expect(readBody(stream, 8)).rejects.toMatchObject({ code: 'too-large' });
    expect(stream.readableEnded).toBe(true);
  });

  it('that never ends is cut off', async () => {
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.alloc(1024 * 1024);
      })(),
    );
    await expect(readBody(endless, 8)).rejects.toMatchObject({ code: 'too-large' });
    expect(endless.destroyed).toBe(true);
  });

  it('that breaks off is no body', async () => {
    const stream = new Readable({ read: () => undefined });
    const reading = readBody(stream, 8);
    stream.push(Buffer.from('abc'));
    stream.destroy();
    await expect(reading).rejects.toThrow('the body broke off');
  });
});
