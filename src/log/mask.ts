/** Takes every secret out of a text. */
export type Mask = (text: string) => string;

const HIDDEN = '***';

// A bot token that nobody told us of: of another bot, or of a misread configuration.
const TOKEN_IN_PATH = /\/bot\d+(?::|%3A)[^/\s"']+/gi;
const TOKEN = /\d{6,}:[A-Za-z0-9_-]{30,}/g;
const ENCODED_TOKEN = /\d{6,}%3A[A-Za-z0-9_-]{30,}/gi;

/** Hides `secrets` by value, as they are and as they look inside a URL or a base64 header, and anything shaped like a bot token. */
export function createMask(secrets: readonly string[]): Mask {
  const forms = new Set(secrets.filter((secret) => secret !== '').flatMap(formsOf));
  // The longest first: a secret may be part of another, and its rest must not stay behind.
  const known = [...forms].sort((a, b) => b.length - a.length);
  return (text) => {
    let safe = text;
    for (const form of known) safe = safe.replaceAll(form, HIDDEN);
    return safe
      .replaceAll(TOKEN_IN_PATH, `/bot${HIDDEN}`)
      .replaceAll(TOKEN, HIDDEN)
      .replaceAll(ENCODED_TOKEN, HIDDEN);
  };
}

function formsOf(secret: string): readonly string[] {
  const encoded = encodeURIComponent(secret.toWellFormed());
  const inForm = new URLSearchParams({ '': secret }).toString().slice(1);
  return [secret, encoded, encoded.toLowerCase(), inForm, Buffer.from(secret).toString('base64')];
}
