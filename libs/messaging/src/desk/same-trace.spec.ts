import { describe, expect, it } from '@jest/globals';
import { inSameTrace } from './same-trace.js';

const traceparent = `00-${'a'.repeat(32)}-${'1'.repeat(16)}-01`;
const another = traceparent.replace('a', 'b');
const body = (message: object): Buffer => Buffer.from(JSON.stringify(message));
const before = body({ type: 'x', traceparent });

const told = (after: Buffer, former: Buffer | undefined = before): unknown =>
  JSON.parse(String(inSameTrace(after, former)));

describe('an edited message', () => {
  it('goes on in the trace of the one that it stands for', () => {
    expect(told(body({ type: 'y' }))).toEqual({ type: 'y', traceparent });
  });

  it('goes on in the trace that it names itself', () => {
    expect(told(body({ type: 'y', traceparent: another }))).toMatchObject({ traceparent: another });
  });

  it('goes on in the former trace where what it names is no text', () => {
    expect(told(body({ traceparent: 1 }))).toEqual({ traceparent });
  });

  it('stays as it is where nobody knows of a former trace', () => {
    const after = body({ type: 'y' });
    for (const former of [undefined, body({}), Buffer.from('no JSON')])
      expect(inSameTrace(after, former)).toBe(after);
  });

  it('that can not be read stays as it is', () => {
    const after = Buffer.from('{"type":');
    expect(inSameTrace(after, before)).toBe(after);
  });
});
