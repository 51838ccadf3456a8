/** What there is to say of somebody who looks at this screen. */
export const supportKeys = [
  'support_ask',
  'support_told',
  'support_allowed',
  'support_on',
  'support_may_stop',
  'support_no',
  'support_over',
] as const;
export type SupportKey = (typeof supportKeys)[number];
