import { Nested, Optional } from '@libs/contracts';
import type { AuditEntry, Gap, ParkedGroup, ParkedMessage, Staged } from '@libs/messaging';
import { shownName } from '@libs/observability';
import { IsArray, IsInt, IsObject, IsString } from 'class-validator';

export class ReasonAnswer {
  @IsString() code!: string;
  @IsString() text!: string;
}

export class SubjectAnswer {
  @IsString() kind!: string;
  /** The agency; empty for what a UUID names. */
  @IsString() scope!: string;
  @IsString() key!: string;
}

export class ParkedAnswer {
  @IsString() id!: string;
  @IsString() queue!: string;
  @IsString() state!: string;
  @IsString() type!: string;
  @IsString() source!: string;
  @IsString() messageId!: string;
  /** Missing where it could not be told. */
  @Optional() @Nested(() => SubjectAnswer) subject?: SubjectAnswer;
  @Optional() @IsInt() number?: number;
  @Nested(() => ReasonAnswer) reason!: ReasonAnswer;
  @IsString() fingerprint!: string;
  @IsInt() attempts!: number;
  @IsString() firstAt!: string;
  @IsString() lastAt!: string;
  /** Later messages of the same stream that wait behind it. */
  @IsInt() waiting!: number;
}

export class ParkedPage {
  @IsArray() @Nested(() => ParkedAnswer) messages!: ParkedAnswer[];
  /** Asks for the next page; missing on the last. */
  @Optional() @IsString() after?: string;
}

export class ParkedShown extends ParkedAnswer {
  /** What its type declares and it has, each by its kind only; missing where that can't be told. */
  @Optional() @IsObject() content?: object;
}

export class BodyAnswer {
  @Optional() @IsString() text?: string;
  /** Instead of `text` where it is no UTF-8. */
  @Optional() @IsString() base64?: string;
}

export class GroupAnswer {
  @IsString() fingerprint!: string;
  @IsString() queue!: string;
  @IsString() type!: string;
  @Nested(() => ReasonAnswer) reason!: ReasonAnswer;
  @IsInt() count!: number;
  @IsString() oldestAt!: string;
  @IsString() newestAt!: string;
  /** Id of one of them. */
  @IsString() example!: string;
}

export class GapAnswer {
  /** Of the first message behind the gap. */
  @IsString() id!: string;
  @IsString() queue!: string;
  @IsString() source!: string;
  @Nested(() => SubjectAnswer) subject!: SubjectAnswer;
  @IsInt() from!: number;
  @IsInt() to!: number;
  @IsString() since!: string;
}

/** How a message stands after it was asked for. */
export class ActAnswer {
  @IsString() id!: string;
  /** `staged`: it is on its way from now on; `under-way`: it was already; `over`: it has been dealt with. */
  @IsString() standing!: string;
  @Optional() @IsString() act?: string;
  /** What an earlier act came to. */
  @Optional() @IsString() outcome?: string;
  @Optional() @IsString() remark?: string;
}

export class ManyAnswer {
  @IsString() act!: string;
  /** How many were parked and are on their way now. */
  @IsInt() staged!: number;
}

export class AuditAnswer {
  @IsInt() place!: number;
  @IsString() act!: string;
  @IsString() kind!: string;
  @IsString() at!: string;
  /** The subject of the token; missing where it is told what the act came to. */
  @Optional() @IsString() by?: string;
  @IsString() outcome!: string;
  @IsString() id!: string;
  @IsString() queue!: string;
  @IsString() type!: string;
  @IsString() source!: string;
  @IsString() messageId!: string;
  @Optional() @IsInt() number?: number;
  @IsString() fingerprint!: string;
  @IsString() reasonCode!: string;
  @Optional() @IsString() reason?: string;
}

export class AuditPage {
  @IsArray() @Nested(() => AuditAnswer) entries!: AuditAnswer[];
  /** Asks for the next page; missing on the last. */
  @Optional() @IsInt() before?: number;
}

export function parkedAnswer({ messageId, source, subject, ...told }: ParkedMessage): ParkedAnswer {
  return {
    ...withoutUndefined(told),
    messageId: shownName(messageId),
    source: shownName(source),
    ...(subject && { subject: subjectAnswer(subject) }),
  };
}

export function parkedPage(messages: readonly ParkedMessage[], rowsMax: number): ParkedPage {
  const last = messages.at(-1);
  const full = messages.length === rowsMax && last !== undefined;
  return {
    messages: messages.map(parkedAnswer),
    ...(full && { after: `${last.firstAt}/${last.id}` }),
  };
}

export function groupAnswer(group: ParkedGroup): GroupAnswer {
  return group;
}

export function gapAnswer({ source, subject, ...told }: Gap): GapAnswer {
  return { ...told, source: shownName(source), subject: subjectAnswer(subject) };
}

export function actAnswer(
  id: string,
  staged: Extract<Staged, { kind: 'staged' | 'under-way' | 'over' }>,
): ActAnswer {
  return {
    ...{ id, standing: staged.kind },
    ...(staged.kind === 'staged' && { act: staged.actId }),
    ...(staged.kind === 'over' && { outcome: staged.outcome }),
  };
}

export function auditPage(entries: readonly AuditEntry[], rowsMax: number): AuditPage {
  const last = entries.at(-1);
  return {
    entries: entries.map(auditAnswer),
    ...(entries.length === rowsMax && last !== undefined && { before: last.place }),
  };
}

function auditAnswer(entry: AuditEntry): AuditAnswer {
  const { act, actId, parkedId, why, source, messageId, ...told } = entry;
  return {
    ...withoutUndefined(told),
    ...{ act: actId, kind: act, id: parkedId },
    ...{ source: shownName(source), messageId: shownName(messageId) },
    ...(why !== undefined && { reason: why }),
  };
}

function subjectAnswer({ kind, scope, key }: SubjectAnswer): SubjectAnswer {
  return { kind, scope, key: shownName(key) };
}

type Told<Of> = { [Name in keyof Of]: Exclude<Of[Name], undefined> };

function withoutUndefined<Of extends object>(of: Of): Told<Of> {
  return Object.fromEntries(
    Object.entries(of).filter(([, value]) => value !== undefined),
  ) as Told<Of>;
}
