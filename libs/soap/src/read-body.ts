import type { Readable } from 'node:stream';
import { MalformedMessage } from './malformed-message.js';

/** How much of a body that is too large is read and thrown away, so that the sender still hears the answer. */
const discardedBytesMax = 32 * 1024 * 1024;

/**
 * Collects a body of at most `bytesMax` bytes. One that is longer is read to its end without keeping it, then refused with
 * {@link MalformedMessage} `too-large`; one without reasonable end has its stream destroyed.
 */
export function readBody(stream: Readable, bytesMax: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    stream.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes <= bytesMax) chunks.push(chunk);
      else chunks.length = 0;
      if (bytes > discardedBytesMax) stream.destroy(tooLarge(bytesMax));
    });
    stream.once('end', () => {
      if (bytes > bytesMax) reject(tooLarge(bytesMax));
      else
        resolve(
          chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, bytes),
        );
    });
    stream.once('error', reject);
    stream.once('close', () => {
      reject(new Error('the body broke off'));
    });
  });
}

const tooLarge = (bytesMax: number): MalformedMessage =>
  new MalformedMessage('too-large', `is larger than ${bytesMax} bytes`);
