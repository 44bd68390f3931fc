import { readMessage, type Outline } from '@libs/contracts';
import type { Reader } from '../work/reader.js';

/** What is wrong with an edited message, by the path of its field. */
export type EditFault = { readonly field: string; readonly text: string };

export type Edit = {
  /** None when no key opens it. */
  readonly before: Buffer | undefined;
  readonly after: Buffer;
};

const same = 'must stay as it is: the edited message takes the same place';

/**
 * Every fault of an edited message: what would keep it from being handled, as far as its content tells, and what would give it
 * another place than the message that it stands for. What could not be told of that one is free.
 */
export function checkEdit(reader: Reader, queue: string, { before, after }: Edit): EditFault[] {
  const faults = reader.faultsOf(queue, after);
  if (before === undefined) return [...faults];
  const place = placeOf(outlineOf(before));
  const wanted = placeOf(outlineOf(after));
  const moved = Object.entries(place).filter(
    ([field, value]) => value !== undefined && wanted[field as keyof Place] !== value,
  );
  return [...faults, ...moved.map(([field]) => ({ field, text: same }))];
}

type Place = Readonly<Record<'id' | 'source' | 'subject' | 'sequence' | 'data.agencyId', unknown>>;

/** A stream, a number in it, and the id by which a copy is known; each under the field that tells it. */
function placeOf({ id, source, stream, number }: Outline): Place {
  return {
    ...{ id, source },
    subject: stream && `${stream.kind}/${stream.key}`,
    sequence: number,
    'data.agencyId': stream?.scope,
  };
}

function outlineOf(body: Buffer): Outline {
  return readMessage(body, Number.MAX_SAFE_INTEGER).outline;
}
