import { expectedEndOf } from '../story/expected-end.js';
import type { Story } from '../story/story.js';
import type { HeardBalance } from './heard-book.js';

/** Whether the library has heard the end of everything that it said of a balance. */
export function isAnswered(story: Story, heard: HeardBalance): boolean {
  const expected = expectedEndOf(story);
  return (
    heard.transfer === expected.transfer &&
    heard.answered.length >= expected.answered.length &&
    heard.refused.length >= expected.refused.length
  );
}
