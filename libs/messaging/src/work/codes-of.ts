import type { Arrival } from './arrival.js';

/** By what a message can be found, in logs and in traces alike. */
export type Codes = {
  readonly agency: string | undefined;
  /** The library's own number, or a UUID. */
  readonly subject: string | undefined;
  readonly municipality: string | undefined;
  readonly claimType: string | undefined;
};

/** What a message says of itself that is nothing of a person, as far as it could be read. */
export function codesOf({ stream, content }: Arrival): Codes {
  const { agencyId, municipalityCode, claimType } = membersOf(content);
  return {
    agency: stream === undefined || stream.scope === '' ? textOf(agencyId) : stream.scope,
    subject: stream?.key,
    municipality: textOf(municipalityCode),
    claimType: textOf(claimType),
  };
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
