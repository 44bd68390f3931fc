import { expect } from '@jest/globals';
import { canary } from './town.fixture.js';

export type Told = { readonly status: number; readonly code: string; readonly fields: string[] };

type Answer = { readonly status: number; readonly type: string; readonly text: string };
type Problem = {
  readonly code: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
};

/** What a refusal tells, having checked what every one must be: a problem by RFC 9457 that repeats nothing of what was sent. */
export function problemIn({ status, type, text }: Answer): Told {
  expect([status, type]).toEqual([status, 'application/problem+json; charset=utf-8']);
  expect(text).not.toContain(canary);
  const problem = JSON.parse(text) as Problem;
  const { code, errors = [] } = problem;
  expect(problem).toMatchObject({
    ...{ status, type: `urn:debitorbro:problem:${code}`, title: expect.stringMatching(/\w/) },
  });
  for (const { detail } of errors) expect(detail).toMatch(/\w{2,} \w{2,}/);
  return { status, code, fields: errors.map(({ field }) => field) };
}
