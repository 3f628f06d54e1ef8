export type ThemeName = 'light' | 'dark';

/** Colours of a picture. Rising and falling differ in lightness too, so that they are told apart without hue. */
export type Theme = {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly grid: string;
  readonly up: string;
  readonly down: string;
  readonly volume: string;
  readonly mark: string;
  /** For lines, in order; after the last it begins anew. */
  readonly lines: readonly string[];
  readonly support: string;
  readonly resistance: string;
  readonly trigger: string;
  readonly stop: string;
};

export const THEMES: Readonly<Record<ThemeName, Theme>> = {
  light: {
    background: '#ffffff',
    ink: '#131722',
    muted: '#565d6b',
    grid: '#e4e7ec',
    up: '#12a386',
    down: '#a81c1c',
    volume: '#c3c9d4',
    mark: '#131722',
    lines: ['#2457e6', '#d97000', '#8e24aa', '#00788a', '#75543f', '#c2185b'],
    support: '#0b6b4f',
    resistance: '#8f2d56',
    trigger: '#2457e6',
    stop: '#c01515',
  },
  dark: {
    background: '#131722',
    ink: '#eef1f6',
    muted: '#a5adbb',
    grid: '#2a3040',
    up: '#4fd6b5',
    down: '#e5484d',
    volume: '#47506a',
    mark: '#ffffff',
    lines: ['#7aa2ff', '#ffb347', '#d58cf0', '#4dd0e1', '#c8a58a', '#ff80ab'],
    support: '#5fd6a8',
    resistance: '#f09ac0',
    trigger: '#7aa2ff',
    stop: '#ff6b6b',
  },
};

/** The colour of the line of that number, counted from 0. */
export function lineColour(theme: Theme, n: number): string {
  return theme.lines[n % theme.lines.length] ?? theme.ink;
}
