import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import {
  IconChevronDown,
  IconDeviceDesktop,
  IconKeyboard,
  IconLogout,
  IconMoon,
  IconPassword,
  IconSun,
} from '@tabler/icons-react';
import { Link } from 'react-router';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import { useSession, useSignOut } from '../session.tsx';

const looks = [
  { value: 'auto', name: 'As this computer', icon: IconDeviceDesktop },
  { value: 'light', name: 'Light', icon: IconSun },
  { value: 'dark', name: 'Dark', icon: IconMoon },
] as const;

export function AccountMenu({ onKeys }: { onKeys(): void }) {
  const { person } = useSession();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={230} withinPortal>
      <Menu.Target>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          className="account-button"
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          <span className="account-name">{person.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{person.email ?? sayRole(person.role)}</Menu.Label>
        <Menu.Item component={Link} to="/account" leftSection={<IconPassword size={16} aria-hidden />}>
          Your account
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={16} aria-hidden />} onClick={onKeys}>
          Keys
        </Menu.Item>
        <Menu.Divider />
        <Looks />
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} aria-hidden />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Looks() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <>
      <Menu.Label>Colours</Menu.Label>
      {looks.map(({ value, name, icon: Picture }) => (
        <Menu.RadioItem
          key={value}
          value={value}
          checked={colorScheme === value}
          rightSection={<Picture size={16} aria-hidden />}
          onChange={() => setColorScheme(value)}
          closeMenuOnClick={false}
        >
          {name}
        </Menu.RadioItem>
      ))}
    </>
  );
}
