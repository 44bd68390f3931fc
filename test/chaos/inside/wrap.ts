type Method<Arguments extends unknown[], Result> = (this: object, ...args: Arguments) => Result;

/**
 * Puts `around` about a method of all instances, private ones too: what it is given first is the method as it was.
 * @throws Error when there is no such method: the product has changed, and the point must be found anew
 */
export function wrap<Arguments extends unknown[], Result>(
  owner: { readonly prototype: object; readonly name: string },
  method: string,
  around: (original: (...args: Arguments) => Result, args: Arguments, self: object) => Result,
): void {
  const original: unknown = Reflect.get(owner.prototype, method);
  if (typeof original !== 'function')
    throw new Error(`${owner.name} has no method ${method} any more.`);
  const before = original as Method<Arguments, Result>;
  const wrapped = function (this: object, ...args: Arguments): Result {
    return around((...given) => before.apply(this, given), args, this);
  };
  Reflect.set(owner.prototype, method, wrapped);
}
