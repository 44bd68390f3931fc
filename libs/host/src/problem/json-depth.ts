/** Deeper input is refused before it is read: nothing of ours nests half as deep, and what walks a value could run out of stack. */
export const jsonDepthMax = 50;

const quote = 0x22;
const backslash = 0x5c;
const opening = new Set([0x5b, 0x7b]);
const closing = new Set([0x5d, 0x7d]);

/** Told to the body parser, which keeps the `type`. */
class JsonTooDeep extends Error {
  readonly type = 'json.too-deep';
}

/** @throws JsonTooDeep when the text, valid or not, opens more than `jsonDepthMax` objects and lists at once. */
export function refuseDeepJson(body: Uint8Array): void {
  let depth = 0;
  let inText = false;
  for (let i = 0; i < body.length; i += 1) {
    const byte = body[i] ?? 0;
    if (inText) {
      if (byte === backslash) i += 1;
      else if (byte === quote) inText = false;
    } else if (byte === quote) inText = true;
    else depth = deeper(byte, depth);
    if (depth > jsonDepthMax) throw new JsonTooDeep();
  }
}

function deeper(byte: number, depth: number): number {
  return depth + (opening.has(byte) ? 1 : closing.has(byte) ? -1 : 0);
}
