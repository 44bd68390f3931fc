import type { Arrival } from './arrival.js';
import type { Subject } from './stream.js';

/** By what a message can be found, in logs and in traces alike. */
export type Codes = {
  readonly agency: string | undefined;
  /** The library's own number, or a UUID. */
  readonly subject: string | undefined;
  readonly municipality: string | undefined;
  readonly claimType: string | undefined;
};

/** What a message says of itself that is nothing of a person, as far as it could be read. */
export function codesOf(arrival: Arrival): Codes {
  const { agencyId, municipalityCode, claimType } = membersOf(arrival.content);
  const subject = subjectOf(arrival);
  return {
    agency: subject === undefined || subject.scope === '' ? textOf(agencyId) : subject.scope,
    subject: subject?.key,
    municipality: textOf(municipalityCode),
    claimType: textOf(claimType),
  };
}

/** A message's own stream; of what a service does of its own accord, that which it is done to. */
function subjectOf({ origin, stream, content }: Arrival): Subject | undefined {
  const isOwn = origin.kind === 'local' && content.kind === 'readable';
  return isOwn ? content.message.subject : stream;
}

function membersOf(content: Arrival['content']): Readonly<Record<string, unknown>> {
  switch (content.kind) {
    case 'readable':
      return content.message.event as Readonly<Record<string, unknown>>;
    case 'broken':
      return (content.event ?? {}) as Readonly<Record<string, unknown>>;
    case 'given-up':
      return {};
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
