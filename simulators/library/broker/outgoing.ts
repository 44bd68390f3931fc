import { nameOf, textIn } from '../book/read-update.js';

/** A message as it goes over the wire. */
export type Outgoing = {
  readonly body: Buffer;
  readonly routingKey: string;
  /** Source and id: what a CloudEvent is known by. */
  readonly messageId: string;
};

/**
 * Addresses an event by its type and agency. What lacks one of them goes out all the same, as `unknown`: how that is answered is
 * for others to show.
 */
export function outgoing(event: Readonly<Record<string, unknown>>, body: Buffer): Outgoing {
  const { data } = event;
  const fields = typeof data === 'object' && data !== null ? (data as Record<string, unknown>) : {};
  const name = nameOf(textIn(event, 'type') ?? 'unknown');
  const agencyId = textIn(fields, 'agencyId') ?? 'unknown';
  const messageId = `${textIn(event, 'source') ?? ''} ${textIn(event, 'id') ?? ''}`;
  return { body, routingKey: `${name}.${agencyId}`, messageId };
}
