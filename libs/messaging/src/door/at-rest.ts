import type { Sealer } from '@libs/sealing';

/**
 * Understands how an announced body waits in the outbox. Sealed members are sealed already; a body that holds personal strings
 * in plain, because outsiders are to read them, is sealed as a whole until it is published.
 */
export class AtRest {
  constructor(private readonly sealer: Sealer) {}

  /** @param id of the outbox row: it opens in no other */
  seal(id: string, body: string): string {
    return this.sealer.sealBytes(Buffer.from(body), placeOfOutbox(id));
  }

  /** The body as it is published. @throws PermanentFailure `sealed.*` when no key opens it. */
  open(id: string, stored: string): string {
    return isPlain(stored)
      ? stored
      : this.sealer.openBytes(stored, placeOfOutbox(id)).toString('utf8');
  }
}

/** A CloudEvent is a JSON object; a compact JWE never begins like one. */
function isPlain(stored: string): boolean {
  return stored.startsWith('{');
}

function placeOfOutbox(id: string): string {
  return `outbox/${id}`;
}
