import type { Permission } from './permission';

/** What handing a role to a service takes. */
export const passRole = (role: string, service: string): Permission => ({
  action: 'iam:PassRole',
  kind: 'iam:role',
  resource: role,
  context: { 'iam:PassedToService': service },
});
