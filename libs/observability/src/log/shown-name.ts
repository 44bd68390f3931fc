import { redact } from './redact.js';

const nameForm = /^[\w./:|-]*$/;

/** Names that strangers gave (of messages, of what they are about): shown when they look like names of things, never like a person's. */
export function shownName(name: string): string {
  return nameForm.test(name) && redact(name) === name ? name : '(hidden)';
}
