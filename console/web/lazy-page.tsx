import type { ComponentType } from 'react';
import type { RouteObject } from 'react-router';
import { Only } from './components/Only.tsx';

/** A page that is fetched when it is first opened, for those with the permission. */
export function page(
  path: string,
  permission: string | null,
  load: () => Promise<ComponentType>,
): RouteObject {
  return {
    path,
    lazy: async () => {
      const Body = await load();
      return {
        element: (
          <Only may={permission}>
            <Body />
          </Only>
        ),
      };
    },
  };
}
