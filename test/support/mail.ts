/** A mail as its reader sees it. */
export type ReadMail = {
  /** Unfolded and decoded, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  /** As they stand in the mail, each once per occurrence. */
  readonly headerNames: readonly string[];
  readonly text: string;
  readonly html: string;
};

/** Reads a mail of nodemailer's making: one multipart/alternative with a text and an html half. */
export function readMail(data: string): ReadMail {
  const { headers, names, body } = partOf(data);
  const boundary = /boundary="?([^";]+)"?/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary === undefined ? [] : body.split(`--${boundary}`).slice(1, -1).map(partOf);
  const half = (type: string): string => {
    const part = parts.find(({ headers }) => headers.get('content-type')?.startsWith(type));
    return part === undefined ? '' : decoded(part.body, part.headers);
  };
  return { headers, headerNames: names, text: half('text/plain'), html: half('text/html') };
}

function partOf(source: string) {
  const clean = source.replace(/^\n/, '');
  const end = clean.indexOf('\n\n');
  const lines = clean
    .slice(0, end)
    .replaceAll(/\n[ \t]+/g, ' ')
    .split('\n');
  const pairs = lines.map((line) => {
    const colon = line.indexOf(':');
    return [line.slice(0, colon).toLowerCase(), words(line.slice(colon + 1).trim())] as const;
  });
  return {
    headers: new Map(pairs),
    names: pairs.map(([name]) => name),
    body: clean.slice(end + 2),
  };
}

/** RFC 2047: words of other letters in a header. */
function words(value: string): string {
  return value
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/(?:=\?utf-8\?[QB]\?[^?]*\?=)+/gi, (run) => {
      const bytes = [...run.matchAll(/=\?utf-8\?([QB])\?([^?]*)\?=/gi)].map(([, kind, word = '']) =>
        kind?.toUpperCase() === 'B'
          ? Buffer.from(word, 'base64')
          : quoted(word.replaceAll('_', ' ')),
      );
      return Buffer.concat(bytes).toString();
    });
}

function decoded(body: string, headers: ReadonlyMap<string, string>): string {
  const encoding = headers.get('content-transfer-encoding');
  if (encoding === 'base64') return Buffer.from(body, 'base64').toString();
  return encoding === 'quoted-printable' ? quoted(body.replaceAll(/=\n/g, '')).toString() : body;
}

function quoted(text: string): Buffer {
  const bytes = text.replaceAll(/=([0-9A-F]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1');
}
