import { SetMetadata, type Type } from '@nestjs/common';

/** What a route answers, for its description. */
export type Answer = {
  readonly status: number;
  readonly of?: Type;
  readonly list?: boolean;
  readonly mediaType?: string;
};

export const answersKey = Symbol('debitorbro.answers');

/** Describes the answers of a route in `/openapi.json`, e.g. `@Answers({ status: 200, of: Agreement, list: true })`. */
export function Answers(...answers: readonly Answer[]): MethodDecorator {
  return SetMetadata(answersKey, answers);
}

export const expectsKey = Symbol('debitorbro.expects');

/** Describes the body of a route in `/openapi.json`, where the handler reads it by rules of its own. */
export function Expects(body: Type): MethodDecorator {
  return SetMetadata(expectsKey, body);
}
