/** What there is to say of signing out, restarting and turning off that the school ordered. */
export const leavingKeys = ['leaving_sign_out', 'leaving_restart', 'leaving_shut_down'] as const;
export type LeavingKey = (typeof leavingKeys)[number];
