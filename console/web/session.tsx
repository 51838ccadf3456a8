/** Who is signed in, what they may do, and the school's time zone. */
import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext } from 'react';
import { dayAt } from '../../shared/moment-format.ts';
import type { Session } from '../../shared/protocol/api/accounts.ts';
import { tell } from './api-client.ts';
import { forgetRecent } from './components/search/recent.ts';

const SessionContext = createContext<Session | null>(null);

export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  return <SessionContext value={session}>{children}</SessionContext>;
}

/** Only below the shell, where somebody is signed in. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('useSession is used outside of the signed-in pages');
  return session;
}

/** The school's own day, `2026-11-23`, as fields for days begin with it. */
export function useToday(): string {
  return dayAt(Date.now(), useSession().school.timeZone);
}

/** `may('queue.decide')`: the console refuses anything else anyway; pages only avoid offering it. */
export function useMay(): (permission: string) => boolean {
  const { may } = useSession();
  return permission => may.includes(permission);
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await tell('DELETE', '/session');
    client.clear();
    forgetRecent();
    window.location.assign('/sign-in');
  };
}
