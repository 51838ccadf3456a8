import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError } from './api-client.ts';

/** Figures are kept current by nudges (`live.ts`), so nothing is polled; a session that ended leads back to sign-in. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => {
      const ended = error instanceof ApiError && error.status === 401 && query.queryKey[0] !== 'session';
      if (ended) void queryClient.resetQueries({ queryKey: ['session'] });
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: 30_000,
      retry: (failures, error) => error instanceof ApiError && error.unreachable && failures < 2,
      retryDelay: failures => 400 * 2 ** failures,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});
