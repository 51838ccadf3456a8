/** What there is to say of programs, problems and presentations. */
export const helpKeys = [
  'program_stopped',
  'program_stopped_for_good',
  'program_reason',
  'program_asked',
  'program_page',
  'program_sent',
  'problem_page',
  'problem_sent',
  'presenting_page',
  'presenting_on',
  'presenting_over',
  'presenting_soon',
  'too_often',
  'cannot_read_aloud',
] as const;
export type HelpKey = (typeof helpKeys)[number];
