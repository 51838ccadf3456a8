/** Where the console of this machine's settings is: the only reader of the environment here. */
export function usualConsole(environment: Record<string, string | undefined> = process.env): string {
  return environment.CARETAKER_URL || `http://localhost:${environment.CARETAKER_PORT || 8080}`;
}
