import type { Role } from '../../core/people.ts';

/** A role as a word in a sentence's place of honour: `Member`. */
export function roleName(role: Role | undefined): string {
  return role === undefined ? 'no role' : `${role.slice(0, 1).toUpperCase()}${role.slice(1)}`;
}

/** What each role is for, to stand after "you may". */
export const ROLE_ALLOWS: Readonly<Record<Role, string>> = {
  viewer: 'read along: what is watched, how I fare, and what has rung',
  member: 'watch stocks and keep rules of your own',
  trader: 'watch stocks, keep rules of your own, and sell where that is set up',
  owner: 'do everything, and decide who else may use me',
};
