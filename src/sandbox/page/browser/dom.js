/**
 * An element with its attributes and children. Text always becomes a text node: nothing here reads markup.
 *
 * @param {string} tag
 * @param {Record<string, string | number | boolean | Function | undefined>} attributes `on…` are listeners, `class`, `data-…`, `aria-…` and the like as written;
 *   undefined and false are left out
 * @param {...(Node | string | undefined)} children
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  element.append(...children.filter((child) => child !== undefined));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

const PATHS = {
  play: 'M8 5.6v12.800c0 .9 1 1.500 1.800 1l10-6.400a1.200 1.200 0 0 0 0-2l-10-6.400c-.800-.5-1.800.1-1.800 1z',
  pause: 'M7 5h3.500v14H7zM13.500 5H17v14h-3.500z',
  step: 'M6 5.800v12.400c0 .8.900 1.300 1.600.9L16 13.200V19h2.500V5H16v5.800L7.600 4.900c-.7-.4-1.600.1-1.600.9z',
  send: 'M3.400 20.400l17.500-7.500a1 1 0 0 0 0-1.800L3.400 3.600a.8.8 0 0 0-1.100 1l2.300 6.600 8.400.8-8.400.8-2.300 6.600c-.2.700.5 1.300 1.100 1z',
  back: 'M14.700 5.300a1 1 0 0 1 0 1.400L9.400 12l5.300 5.300a1 1 0 1 1-1.400 1.400l-6-6a1 1 0 0 1 0-1.400l6-6a1 1 0 0 1 1.400 0z',
  down: 'M5.300 9.300a1 1 0 0 1 1.400 0l5.300 5.300 5.300-5.300a1 1 0 1 1 1.400 1.400l-6 6a1 1 0 0 1-1.400 0l-6-6a1 1 0 0 1 0-1.400z',
  close:
    'M6.700 5.300L12 10.600l5.300-5.300a1 1 0 1 1 1.400 1.400L13.400 12l5.300 5.300a1 1 0 1 1-1.400 1.400L12 13.400l-5.300 5.300a1 1 0 1 1-1.400-1.400l5.300-5.300-5.300-5.300a1 1 0 0 1 1.400-1.400z',
  reply:
    'M10 8V4.500a.7.7 0 0 0-1.200-.5l-6.500 6.500a.8.8 0 0 0 0 1.100l6.500 6.500a.7.7 0 0 0 1.200-.5V14c5 0 8.200 1.600 10.600 5.200.2.300.7.200.6-.2C20.300 13.500 16.800 9 10 8z',
  theme: 'M12 3a9 9 0 1 0 9 9c0-.5 0-.9-.1-1.400a5.500 5.500 0 0 1-7.500-7.500C13 3 12.500 3 12 3z',
  help: 'M12 2.500a9.500 9.500 0 1 0 0 19 9.500 9.500 0 0 0 0-19zm0 15.300a1.300 1.300 0 1 1 0-2.600 1.300 1.300 0 0 1 0 2.600zm1.900-5.600c-.8.500-.9.800-.9 1.600h-2c0-1.700.5-2.500 1.700-3.300.9-.6 1.300-1 1.300-1.700 0-.9-.7-1.500-1.900-1.500-1.200 0-2 .6-2.200 1.900l-2-.3c.3-2.200 1.800-3.500 4.300-3.500 2.400 0 3.900 1.300 3.900 3.300 0 1.600-.8 2.500-2.200 3.500z',
  slash:
    'M4 5.500A2.500 2.500 0 0 1 6.500 3h11A2.500 2.500 0 0 1 20 5.500v13a2.500 2.500 0 0 1-2.500 2.500h-11A2.500 2.500 0 0 1 4 18.500zm9.300 1.700L9 16.400a.9.9 0 0 0 1.600.8l4.400-9.200a.9.9 0 0 0-1.700-.8z',
  link: 'M14 4h6v6h-2V7.400l-7.300 7.300-1.400-1.400L16.600 6H14zM5 6h5v2H6v10h10v-4h2v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1z',
  copy: 'M8 3h10a2 2 0 0 1 2 2v11h-2V5H8zM5 7h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2z',
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  svg.classList.add('icon');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** Makes `parent` hold exactly these nodes, leaving those already in place alone, so that focus and selection stay. */
export function arrange(parent, nodes) {
  const wanted = new Set(nodes);
  for (const node of Array.from(parent.childNodes)) if (!wanted.has(node)) node.remove();
  let place = parent.firstChild;
  for (const node of nodes) {
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
}

/** Someone's colour, by which their name and face are told apart; the bot has its own. */
export function hueOf({ id, isBot }) {
  return isBot ? 5 : Math.abs(id) % 7;
}

/** A round patch with someone's initial. */
export function avatar(who, name) {
  const patch = h(
    'span',
    { class: 'avatar', 'aria-hidden': 'true' },
    name.slice(0, 1).toUpperCase(),
  );
  patch.dataset.hue = String(hueOf(who));
  return patch;
}

/** Sends something the person did. Resolves to the answer; `why` in it tells in words what could not be done. */
export async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch {
    return { why: 'The sandbox does not answer. Is it still running?' };
  }
}
