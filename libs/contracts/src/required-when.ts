import { ValidateIf } from 'class-validator';

/** That a member is needed where another has a certain value. */
export type Requirement = {
  readonly member: string;
  readonly when: string;
  readonly is: string;
};

const requirements = new Map<unknown, Requirement[]>();

/** Needed where another member has this value; elsewhere it may be missing, and is still looked at where it came. */
export function RequiredWhen(when: string, is: string): PropertyDecorator {
  return (target, name) => {
    const own = requirements.get(target.constructor) ?? [];
    requirements.set(target.constructor, [...own, { member: String(name), when, is }]);
    ValidateIf(
      (event: Readonly<Record<string, unknown>>, value: unknown) =>
        event[when] === is || (value ?? undefined) !== undefined,
    )(target, name);
  };
}

export function requirementsOf(of: unknown): readonly Requirement[] {
  return requirements.get(of) ?? [];
}
