/** What each role sees and does, in a sentence. */
const words: Record<string, string> = {
  technician: 'Everything about devices, people and settings.',
  headteacher: 'The school’s promises and the audit log; nothing that needs technical words.',
};

export function sayRole(role: string): string {
  return words[role] ?? '';
}
