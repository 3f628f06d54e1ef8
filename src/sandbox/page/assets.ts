import { readFileSync } from 'node:fs';

export type Asset = { readonly path: string; readonly type: string; readonly body: string };

const TYPES: ReadonlyMap<string, string> = new Map([
  ['html', 'text/html; charset=utf-8'],
  ['js', 'text/javascript; charset=utf-8'],
  ['css', 'text/css; charset=utf-8'],
  ['svg', 'image/svg+xml'],
]);

const FILES = [
  'index.html',
  'app.js',
  'chat-pane.js',
  'chats.js',
  'completion.js',
  'composer.js',
  'dom.js',
  'guide.js',
  'messages.js',
  'replay-bar.js',
  'rich-text.js',
  'state.js',
  'times.js',
  'toast.js',
  'page.css',
  'chats.css',
  'chat.css',
  'composer.css',
  'messages.css',
  'rich-text.css',
  'replay.css',
  'icon.svg',
  'wallpaper.svg',
];

/** The page's own files, read once: `index.html` at `/`, the others under `/sandbox/`. */
export function assets(): readonly Asset[] {
  return FILES.map((name) => ({
    path: name === 'index.html' ? '/' : `/sandbox/${name}`,
    type: TYPES.get(name.split('.').at(-1) ?? '') ?? 'application/octet-stream',
    body: readFileSync(new URL(`browser/${name}`, import.meta.url), 'utf8'),
  }));
}
