import { Kbd, Modal } from '@mantine/core';
import { useHotkeys, useMediaQuery } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useSession } from '../../session.tsx';
import type { Entry } from './entries.ts';
import { keepRecent } from './recent.ts';
import { SearchBox } from './SearchBox.tsx';
import './search.css';

/** One search over everything that has a page, from anywhere: Ctrl-K or ⌘K. */
export function SearchEverything() {
  const [opened, setOpened] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const { person } = useSession();
  const { pathname } = useLocation();
  const goTo = useNavigate();
  const phone = useMediaQuery('(max-width: 48em)');
  const show = () => {
    setLeaving(false);
    setOpened(true);
  };
  useHotkeys([['mod+K', () => (opened ? setOpened(false) : anotherDialog() || show())]], []);
  const open = useCallback(
    (entry: Entry, apart: boolean) => {
      if (entry.hit !== undefined) keepRecent(person.id, entry.hit);
      if (apart) return void window.open(entry.to, '_blank', 'noopener');
      setLeaving(true);
      setOpened(false);
      void goTo(entry.to);
      // A page that stays and shows another thing does not move the focus by itself.
      if (samePage(pathname, entry.to)) setTimeout(() => document.querySelector('h1')?.focus(), 50);
    },
    [goTo, pathname, person.id],
  );
  return (
    <>
      <button
        type="button"
        className="search-button"
        aria-label="Search everything"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={show}
      >
        <IconSearch size={17} aria-hidden />
        <span className="search-button-words" aria-hidden>
          Search everything
        </span>
        <Kbd size="xs" aria-hidden className="search-button-words">
          {mac() ? '⌘K' : 'Ctrl K'}
        </Kbd>
      </button>
      <Modal.Root
        opened={opened}
        onClose={() => setOpened(false)}
        size={640}
        yOffset="10vh"
        fullScreen={phone ?? false}
        returnFocus={!leaving}
        transitionProps={{ exitDuration: 0 }}
      >
        <Modal.Overlay />
        <Modal.Content aria-label="Search everything" className="search-dialog">
          <Modal.Body p={0}>
            <SearchBox onOpen={open} onClose={() => setOpened(false)} />
          </Modal.Body>
        </Modal.Content>
      </Modal.Root>
    </>
  );
}

/** A form that is open keeps the keyboard: leaving it by accident would lose what was written. */
const anotherDialog = () => document.querySelector('[role="dialog"]') !== null;
const mac = () => /mac/i.test(navigator.platform);

/** `/devices/1` and `/devices/2` are one page. */
const samePage = (from: string, to: string) =>
  from.split('/').length === (to.split('?')[0] ?? '').split('/').length &&
  from.split('/')[1] === to.split('?')[0]?.split('/')[1];
