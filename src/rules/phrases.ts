/** Everyday words and what they are in this language. Used for repairs only: a guess is offered, never taken. */
const PHRASES: readonly (readonly [RegExp, string])[] = [
  [/\bprice\s+(?=[+\-−±]\s?\d[\d.]*\s?%)/gi, ''],
  [/\b(macd[\d,]*)(@\w+)?\s+cross(?:es)?\s+up\b/gi, '$1$2 x> $1.signal$2'],
  [/\b(macd[\d,]*)(@\w+)?\s+cross(?:es)?\s+down\b/gi, '$1$2 x< $1.signal$2'],
  [
    /\bbb([\d,.]*)(@\w+)?\s+closes?\s+outside\b/gi,
    'close$2 > bb$1.upper$2 or close$2 < bb$1.lower$2',
  ],
  [/\bvol(?:ume)?\s*(>|above|over)\s*([\d.]+)\s?x(?:\s+avg(\d*))?/gi, 'volratio$3 > $2'],
  [/^(\s*)(high\d+w?)(?=\s*$)/gi, '$1> $2'],
  [/^(\s*)(low\d+w?)(?=\s*$)/gi, '$1< $2'],
  [/\bsupport\s+breaks?\b/gi, 'close x< support[1]'],
  [/\bresistance\s+breaks?\b/gi, 'close x> resistance[1]'],
  [/\b(?:the\s+)?(\d+)[\s-]days?\s+(?:simple\s+)?(?:moving\s+)?average\b/gi, 'sma$1'],
  [/\bbetween\s+(\S+)\s+and\s+(\S+)/gi, 'in $1..$2'],
  [/\b(\d[\d.,]*)\s+to\s+(\d)/gi, '$1..$2'],
  [
    /\b(?:drops?|falls?|sinks?|dips?|declines?|loses?|down)\s+(?:by\s+)?(\d[\d.]*)\s?%?(?=\s|$)/gi,
    '-$1%',
  ],
  [/\b(?:rises?|climbs?|jumps?|gains?|up)\s+(?:by\s+)?(\d[\d.]*)\s?%?(?=\s|$)/gi, '+$1%'],
  [/\bmoves?\s+(?:by\s+)?(\d[\d.]*)\s?%?(?=\s|$)/gi, '±$1%'],
  [/\bcross(?:es)?\s+(?:the\s+)?/gi, 'x '],
  [
    /\b(?:(?:is|goes|gets|drops?|falls?|sinks?|dips?|closes?|trades?)\s+)*(?:below|under|beneath|(?:less|lower|smaller)(?:\s+than)?|underneath)\b/gi,
    '<',
  ],
  [
    /\b(?:(?:is|goes|gets|rises?|climbs?|breaks?|jumps?|closes?|trades?)\s+)*(?:above|over|past|exceeds?|(?:more|greater|higher|bigger)(?:\s+than)?)\b/gi,
    '>',
  ],
  [/\b(?:hits?|reaches|reach|touch(?:es)?|equals?|at)\b/gi, 'x'],
  [/\bleaves?\b/gi, 'exits'],
  [/\benters?\b/gi, 'in'],
  [/\b(?:percent|pct)\b/gi, '%'],
  [/(?:in\s+a\s+day|today|daily|a\s+day|per\s+day)\b/gi, '1d'],
  [/\bin\s+(\d+\s?[a-z]+)/gi, '$1'],
  [/\bsilent(?:ly)?\b/gi, 'sev:low'],
  [/\bonce\b/gi, 'every:once'],
  [/\b(every|cooldown|rearm|worsen|session|exp|sev|to|note|for)\s+(?=[\w"])/gi, '$1:'],
  [/\b(?:if|when|then|the|alert|tell|me|goes|gets|last|stock|its)\b/gi, ''],
  [/\bxx\b/gi, 'x'],
];

/** What a line may have meant if its everyday words are read, with a span of a day where a move has none. */
export function plainEnglish(condition: string): string[] {
  let text = condition;
  for (const [phrase, meaning] of PHRASES) text = text.replaceAll(phrase, meaning);
  text = text.replaceAll(/\s+/g, ' ').trim();
  const isBareMove = /^[+\-±]\d[\d.]*%$/.test(text);
  return isBareMove ? [`${text} 1d`, `${text} since now`] : [text];
}
