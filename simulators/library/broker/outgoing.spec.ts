import { describe, expect, it } from '@jest/globals';
import { readMessage, routingKeyOf } from '@libs/contracts';
import { exampleDay } from '../day/example-day.js';
import { lineOf } from '../day/files.js';
import { outgoing } from './outgoing.js';

describe('an outgoing message', () => {
  it('is addressed as the contract says, for every kind of event', () => {
    const { events } = exampleDay({ seed: 1, events: 1_000, day: '2026-11-20' });
    for (const event of events) {
      const read = readMessage(Buffer.from(lineOf(event)), 1_048_576);
      const body = Buffer.from(lineOf(event));
      expect(outgoing(event, body)).toEqual({
        body,
        routingKey: read.kind === 'read' ? routingKeyOf(read.event) : 'it should be readable',
        messageId: `${event.source} ${event.id}`,
      });
    }
  });

  it('goes out also where type or agency are lacking', () => {
    expect(outgoing({ data: 7 }, Buffer.from('')).routingKey).toBe('unknown.unknown');
  });
});
