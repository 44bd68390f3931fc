import { setTimeout as pause } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { Commands, Pacing } from '@libs/messaging';
import { AttemptEnded, RecordAnswers } from './record-answers.js';

const limits = { pacing: { minMs: 25, maxMs: 250 }, answersMax: 500 } as const;

type Waiting = { readonly ended: AttemptEnded; readonly recorded: PromiseWithResolvers<undefined> };

/** Answers of all lanes on their way into the database: one transaction at a time, with all that came meanwhile. */
@Injectable()
export class AnswerRecorder {
  private waiting: Waiting[] = [];
  private isWriting = false;
  private readonly pacing = new Pacing(limits.pacing);

  constructor(
    private readonly recording: RecordAnswers,
    private readonly commands: Commands,
  ) {}

  /** Rejects if it could not be recorded: its lease runs out then, and it is sent again. */
  record(ended: AttemptEnded): Promise<undefined> {
    const recorded = Promise.withResolvers<undefined>();
    recorded.promise.catch(() => undefined); // whoever waits for the chunk is told
    this.waiting.push({ ended, recorded });
    if (!this.isWriting) void this.write();
    return recorded.promise;
  }

  private async write(): Promise<void> {
    this.isWriting = true;
    while (this.waiting.length > 0) {
      const { pauseMs } = this.pacing;
      if (pauseMs > 0 && this.waiting.length < limits.answersMax) await pause(pauseMs);
      const ended = this.pacing.begin();
      await this.writeAll(this.waiting.splice(0, limits.answersMax));
      ended();
    }
    this.isWriting = false;
  }

  private async writeAll(all: readonly Waiting[]): Promise<void> {
    try {
      await this.commands.submit(
        this.recording,
        all.map(({ ended }) => ({
          event: ended,
          subject: { kind: 'receivable', scope: '', key: ended.receivableId },
          traceparent: ended.traceparent,
        })),
      );
      for (const { recorded } of all) recorded.resolve(undefined);
    } catch (error) {
      for (const { recorded } of all) recorded.reject(error);
    }
  }
}
