import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

/** Understands who calls: named by the token's subject, for the audit log, with what they may do and for whom. */
export class Caller {
  constructor(
    readonly subject: string,
    readonly roles: readonly string[],
    /** Municipality codes, or all of them. */
    readonly municipalities: readonly string[] | '*',
  ) {}

  may(role: string): boolean {
    return this.roles.includes(role);
  }

  mayActFor(municipalityCode: string): boolean {
    return this.municipalities === '*' || this.municipalities.includes(municipalityCode);
  }
}

const callers = new WeakMap<Request, Caller>();

export function rememberCaller(request: Request, caller: Caller): void {
  callers.set(request, caller);
}

/** Parameter of an HTTP handler: the `Caller`, once the guard has let them in. */
export const CalledBy = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callers.get(context.switchToHttp().getRequest<Request>());
  if (caller === undefined)
    throw new Error(
      'Nobody is known to call an open route: mark it with @Requires instead of @Open.',
    );
  return caller;
});
