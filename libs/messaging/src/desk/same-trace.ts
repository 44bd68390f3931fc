import { readMessage } from '@libs/contracts';

const utf8 = new TextDecoder();

/** An edited message goes on in the trace of the one that it stands for, unless it names another itself. */
export function inSameTrace(after: Buffer, before: Buffer | undefined): Buffer {
  const former = before && traceparentIn(before);
  if (former === undefined || traceparentIn(after) !== undefined) return after;
  try {
    const edited = JSON.parse(utf8.decode(after)) as object;
    return Buffer.from(JSON.stringify({ ...edited, traceparent: former }));
  } catch {
    return after; // no JSON: that it can't be read is found by the check of edits
  }
}

function traceparentIn(body: Buffer): string | undefined {
  return readMessage(body, Number.MAX_SAFE_INTEGER).outline.traceparent;
}
