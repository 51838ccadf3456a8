/** One accent, the system's typeface, and greys dark enough to read (WCAG 2.2 AA on every surface). */
import { type CSSVariablesResolver, createTheme } from '@mantine/core';

const typeface =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';

export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: { light: 8, dark: 8 },
  fontFamily: typeface,
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: {
    fontFamily: typeface,
    fontWeight: '650',
    sizes: {
      h1: { fontSize: '1.5rem', lineHeight: '1.3' },
      h2: { fontSize: '1.125rem', lineHeight: '1.4' },
      h3: { fontSize: '1rem', lineHeight: '1.45' },
    },
  },
  defaultRadius: 'sm',
  components: {
    FileInput: { defaultProps: { clearButtonProps: { 'aria-label': 'Leave this file out' } } },
    Modal: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Dismiss' } } },
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  colors: {
    ink: [
      '#eef4fb',
      '#dce8f5',
      '#b8d0ea',
      '#93b8e0',
      '#7fabdf',
      '#5b90cd',
      '#4481c4',
      '#3571b4',
      '#2a64a4',
      '#1d538d',
    ],
    dark: [
      '#e4e7eb',
      '#c3c9d0',
      '#a4acb6',
      '#6c7682',
      '#434c57',
      '#343c46',
      '#272e36',
      '#191e24',
      '#12161b',
      '#0c0f13',
    ],
  },
});

export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#545d69',
    '--mantine-color-placeholder': '#636c78',
    '--mantine-color-error': '#b42318',
    '--mantine-color-text': '#1b2027',
    '--mantine-color-default-border': '#c9ced6',
  },
  dark: {
    '--mantine-color-dimmed': '#a9b2bd',
    '--mantine-color-placeholder': '#98a2ae',
    '--mantine-color-error': '#ff9d92',
  },
});
