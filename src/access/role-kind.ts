/** A plan reads; a deploy does everything that its stage's resources take. */
export type RoleKind = 'plan' | 'deploy';
