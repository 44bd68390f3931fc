import type { Agreement } from './agencies.js';
import type { Envelope } from './events.js';

/** One CloudEvent a line. */
export function lineOf(event: Envelope): string {
  return `${JSON.stringify(event)}\n`;
}

export function agreementsText(agreements: readonly Agreement[]): string {
  return `${JSON.stringify(agreements, null, 2)}\n`;
}
