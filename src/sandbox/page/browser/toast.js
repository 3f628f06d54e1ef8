import { h } from './dom.js';

const SHOWN_MS = 4_000;

/** A short answer that goes by itself. */
export function showToast(text) {
  const toast = h('div', { class: 'toast', 'data-testid': 'toast' }, text);
  const toasts = document.querySelector('#toasts');
  toasts?.replaceChildren(toast);
  setTimeout(() => toast.remove(), SHOWN_MS);
}

/** An answer that waits until it is read. */
export function showAlert(text) {
  const dialog = h(
    'dialog',
    { class: 'alert', 'data-testid': 'alert', onclose: () => dialog.remove() },
    h('p', {}, text),
    h('button', { type: 'button', autofocus: true, onclick: () => dialog.close() }, 'OK'),
  );
  document.body.append(dialog);
  dialog.showModal();
}
