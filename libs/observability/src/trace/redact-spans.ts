import type { Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { redact } from '../log/redact.js';

/** Understands the last net under spans: what looks like a CPR number is masked before a span is handed on. */
export class RedactSpans implements SpanProcessor {
  onStart(): void {
    // attributes may still be added
  }

  onEnding(span: Span): void {
    const name = redact(span.name);
    if (name !== span.name) span.updateName(name);
    for (const [key, value] of Object.entries(span.attributes)) {
      if (typeof value !== 'string') continue;
      const safe = redact(value);
      if (safe !== value) span.setAttribute(key, safe);
    }
  }

  onEnd(): void {
    // nothing is sent from here
  }

  forceFlush(): Promise<void> {
    return Promise.resolve();
  }

  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
