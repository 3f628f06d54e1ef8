import { crc32, deflateSync } from 'node:zlib';
import type { ChartPicture, Picture } from '../../src/core/picture.ts';
import { aTicker } from './ticker.ts';

/** A chart's facts; NVDA by the day unless told. */
export function aChart(fields: Partial<ChartPicture> = {}): ChartPicture {
  return {
    kind: 'chart',
    ticker: aTicker('NVDA'),
    name: 'NVIDIA Corporation',
    timeframe: '1d',
    measures: ['sma50'],
    hasLevels: true,
    triggers: [{ of: 'price', level: 150 }],
    marks: [],
    until: undefined,
    last: undefined,
    bars: 120,
    score: undefined,
    zone: 'UTC',
    isDark: true,
    ...fields,
  };
}

/** Draws a picture's facts as a small PNG; other facts give other bytes. */
export function drawSmall(picture: Picture): Promise<Uint8Array> {
  return Promise.resolve(png({ width: 24, height: 15, seed: JSON.stringify(picture) }));
}

/** A valid PNG in one colour, which the seed decides. */
export function png(wish: { width: number; height: number; seed?: string }): Uint8Array {
  const { width, height, seed = '' } = wish;
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  // Eight bits a channel, red, green and blue.
  header.set([8, 2], 8);
  const colour = Buffer.alloc(4);
  colour.writeUInt32BE(crc32(seed));
  const row = Buffer.concat([
    Buffer.of(0),
    ...Array.from({ length: width }, () => colour.subarray(1)),
  ]);
  const pixels = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const parts = [chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))];
  return new Uint8Array(Buffer.concat([signature, ...parts]));
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([size, body, check]);
}
