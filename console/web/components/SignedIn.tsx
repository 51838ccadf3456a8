import { Center, Loader } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { ApiError } from '../api-client.ts';
import { startLive } from '../live.ts';
import { SessionProvider, useSession } from '../session.tsx';
import { homeOf } from '../site-map.ts';
import { views } from '../views.ts';
import { Failed } from './Loaded.tsx';

/** Lets somebody through who is signed in; sends the others to the door and remembers where they were going. */
export function SignedIn() {
  const { data, error, refetch } = useQuery(views.session());
  const { pathname, search } = useLocation();
  if (error instanceof ApiError && error.status === 401) {
    const to = pathname === '/' ? '' : `?to=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/sign-in${to}`} replace />;
  }
  if (data !== undefined)
    return (
      <SessionProvider session={data}>
        <Live />
        <Outlet />
      </SessionProvider>
    );
  if (error !== null)
    return (
      <main className="door">
        <Failed error={error} what="the console" again={() => void refetch()} />
      </main>
    );
  return (
    <Center h="100vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

/** The feed lives as long as the signed-in pages; when it is refused, the session may have ended. */
function Live() {
  const client = useQueryClient();
  useEffect(
    () => startLive(client, () => void client.invalidateQueries({ queryKey: ['session'] })),
    [client],
  );
  return null;
}

export function Home() {
  return <Navigate to={homeOf(useSession().may)} replace />;
}
